// The only module that reads process.env. Leaf: imports no project module.
import proxyaddr from "proxy-addr";
import { z } from "zod";

const portRange = "a whole number from 0 to 65535";
const port = z.coerce.number(portRange).int(portRange).min(0, portRange).max(65535, portRange);
const url = z
  .url({ protocol: /^https?$/, error: "an address that begins with http:// or https://" })
  .transform((value) => value.replace(/\/+$/, ""));
/** The keys of ENCRYPTION_KEY: the current one, then older ones. Separated by commas or spaces. */
export const encryptionKeysIn = (given: string): string[] => given.split(/[\s,]+/).filter(Boolean);
/** One or more of 32 bytes, as hex or base64. */
const secret = z.string().refine((value) => {
  const bytes = (key: string) => (/^[0-9a-f]{64}$/i.test(key) ? 32 : Buffer.from(key, "base64").length);
  const keys = encryptionKeysIn(value);
  return keys.length > 0 && keys.every((key) => bytes(key) === 32);
}, "32 bytes as hex or base64, for instance from `openssl rand -hex 32`; older keys may follow after commas");

const proxies = "addresses or networks (10.0.0.0/8, loopback, uniquelocal), separated by commas";
const trustedProxies = z
  .string()
  .default("")
  .transform((value) => value.split(",").flatMap((each) => each.trim() || []))
  .refine((value) => {
    try {
      proxyaddr.compile(value);
      return true;
    } catch {
      return false;
    }
  }, proxies);

const someWorkers = "a whole number from 1 to 32";
const hours = "a whole number of hours from 1 to 720";

const levels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const database = z
  .string()
  .regex(/^postgres(ql)?:\/\//, "a postgresql:// address")
  .optional();

const schema = z.object({
  DATABASE_URL: database,
  /** Set where DATABASE_URL leads to a pooler in transaction mode: past it, for LISTEN, migrations and backups. */
  DIRECT_DATABASE_URL: database,
  /** off: connect as the role of DATABASE_URL only, without row-level security as a second lock. */
  DATABASE_ROLES: z.enum(["on", "off"], "on or off").default("on"),
  DATA_DIR: z.string().min(1).default(".data"),
  PORT: port.default(3000),
  WORKER_PORT: port.default(3001),
  /** How many `npm start` runs: the first at WORKER_PORT, each other at the port after. */
  WORKERS: z.coerce.number(someWorkers).int(someWorkers).min(1, someWorkers).max(32, someWorkers).default(1),
  HOST: z.string().default("0.0.0.0"),
  WORKER_HOST: z.string().default("127.0.0.1"),
  /** Whose X-Forwarded-For and X-Forwarded-Proto are believed. */
  TRUSTED_PROXIES: trustedProxies,
  METRICS_TOKEN: z.string().min(16, "at least 16 characters").optional(),
  PUBLIC_URL: url.optional(),
  ENCRYPTION_KEY: secret.optional(),
  NEXTAUTH_SECRET: z.string().min(16, "at least 16 characters").optional(),
  ADMIN_EMAIL: z.email("an e-mail address").optional(),
  /** Judged when the first admin is made (lib/people/passwords.ts); later a shorter one of an older version may stay. */
  ADMIN_PASSWORD: z.string().optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, "an smtp:// or smtps:// address")
    .optional(),
  /** Sender of e-mails. */
  SMTP_FROM: z.string().min(3, "an e-mail address").optional(),
  OIDC_ISSUER: url.optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  /** What the button for signing in says: "Continue with NAME". */
  OIDC_NAME: z.string().max(40, "at most 40 characters").optional(),
  GEMINI_MODELS: z.string().optional(),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]{10,}$/, "a token from @BotFather, like 123456:ABC…")
    .optional(),
  /** The platform's own bot that writes alerts. */
  ALERTS_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]{10,}$/, "a token from @BotFather, like 123456:ABC…")
    .optional(),
  /** on: webhooks of alerts may lead into private networks. */
  ALERTS_PRIVATE_ADDRESSES: z
    .enum(["on", "off"], "on or off")
    .default("off")
    .transform((value) => value === "on"),
  /** on: bots may be given pages of private networks to know. */
  PAGES_PRIVATE_ADDRESSES: z
    .enum(["on", "off"], "on or off")
    .default("off")
    .transform((value) => value === "on"),
  /** An alert tells when the disk of DATA_DIR is used by this much. */
  DISK_ALERT_PERCENT: z.coerce.number("a number from 1 to 100").int().min(1).max(100).default(90),
  /** Where backups go: a folder, or s3://BUCKET/PREFIX. Unset: DATA_DIR/backups. */
  BACKUP_TO: z
    .string()
    .regex(/^(?!s3:)|^s3:\/\/[\w.-]+(\/[\w./-]*)?$/, "a folder, or s3://BUCKET/PREFIX")
    .optional(),
  BACKUP_PASSPHRASE: z.string().min(12, "at least 12 characters").optional(),
  /** Hours between two backups that `npm start` makes by itself; unset: it makes none. */
  BACKUP_EVERY: z.coerce.number(hours).int(hours).min(1, hours).max(720, hours).optional(),
  /** How many of them stay. */
  BACKUP_KEEP: z.coerce.number("a whole number from 1").int().min(1, "a whole number from 1").default(7),
  /** Whether a backup is read back where it lies; of storage elsewhere that is a download. */
  BACKUP_CHECK: z.enum(["on", "off"], "on or off").default("on"),
  /** Whether the embedded database is saved into DATA_DIR/backups before a new version changes its tables. */
  BACKUP_BEFORE_MIGRATIONS: z.enum(["on", "off"], "on or off").default("on"),
  /** Of storage that speaks S3: the address without the bucket. */
  BACKUP_S3_ENDPOINT: url.optional(),
  BACKUP_S3_REGION: z.string().default("auto"),
  BACKUP_S3_KEY_ID: z.string().optional(),
  BACKUP_S3_SECRET: z.string().optional(),
  TELEGRAM_API_ROOT: url.default("https://api.telegram.org"),
  GEMINI_BASE_URL: url.default("https://generativelanguage.googleapis.com"),
  /** Standard variables, in lower case too (lib/proxy.ts). */
  HTTPS_PROXY: z
    .url({ protocol: /^https?$/, error: "the proxy's address, like http://proxy.example.com:3128" })
    .optional(),
  /** Hosts that are reached directly, separated by commas. */
  NO_PROXY: z.string().default(""),
  /** The sandbox of `npm run demo`, which sets this: where one writes to the demo's bots. */
  SANDBOX_URL: url.optional(),
  /** Standard variables of OpenTelemetry; its exporter reads others itself. */
  OTEL_EXPORTER_OTLP_ENDPOINT: url.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url.optional(),
  OTEL_SDK_DISABLED: z
    .enum(["true", "false"], "true or false")
    .default("false")
    .transform((value) => value === "true"),
  /** The share of answers that are traced. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number("a number from 0 to 1").min(0).max(1).default(1),
  LOG_LEVEL: z.enum(levels, `one of ${levels.join(", ")}`).default("info"),
  NODE_ENV: z.string().default("development"),
});

/** Variables of many programs, which shells often set in lower case. */
const inLowerCase = { HTTPS_PROXY: "https_proxy", NO_PROXY: "no_proxy" };

/** The type of process.env. */
type Variables = Record<string, string | undefined>;

export type Env = z.infer<typeof schema> & {
  PUBLIC_URL: string;
  /** Values of GEMINI_API_KEY, GEMINI_API_KEY_2, … ordered by number; gaps are allowed. */
  GEMINI_API_KEYS: readonly string[];
};

/**
 * Reads and checks the variables of .env.example; empty strings count as unset.
 * @throws Error with one sentence that names the variable.
 */
export function readEnv(source: Variables): Env {
  // An empty one in upper case leaves that of the shell out.
  const lower = Object.entries(inLowerCase).filter(
    ([name, its]) => source[name] === undefined && source[its],
  );
  const set = Object.entries(source).filter(([, value]) => value !== "");
  const given = Object.fromEntries([...set, ...lower.map(([name, its]) => [name, source[its]])]);
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0]);
    const its = lower.find(([upper]) => upper === name)?.[1] ?? name;
    throw new Error(`${its} is not usable: expected ${issue?.message}.`);
  }
  if (parsed.data.DIRECT_DATABASE_URL && !parsed.data.DATABASE_URL)
    throw new Error("DIRECT_DATABASE_URL is not usable: it needs DATABASE_URL, the address of the pooler.");
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = parsed.data;
  if (OIDC_ISSUER && !(OIDC_CLIENT_ID && OIDC_CLIENT_SECRET))
    throw new Error("OIDC_ISSUER is not usable: it needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.");
  const { BACKUP_TO, BACKUP_EVERY, BACKUP_PASSPHRASE, ...backup } = parsed.data;
  if (BACKUP_EVERY && !BACKUP_PASSPHRASE)
    throw new Error("BACKUP_EVERY is not usable: it needs BACKUP_PASSPHRASE, which encrypts the backups.");
  const { BACKUP_S3_ENDPOINT, BACKUP_S3_KEY_ID, BACKUP_S3_SECRET } = backup;
  if (BACKUP_TO?.startsWith("s3:") && !(BACKUP_S3_ENDPOINT && BACKUP_S3_KEY_ID && BACKUP_S3_SECRET))
    throw new Error(
      "BACKUP_TO is not usable: s3:// needs BACKUP_S3_ENDPOINT, BACKUP_S3_KEY_ID and BACKUP_S3_SECRET.",
    );
  const { PORT, WORKER_PORT, WORKERS } = parsed.data;
  const last = WORKER_PORT + WORKERS - 1;
  if (WORKERS > 1 && (WORKER_PORT === 0 || last > 65_535 || (PORT >= WORKER_PORT && PORT <= last)))
    throw new Error(
      `WORKERS is not usable: ${WORKERS} workers need the ports from WORKER_PORT (${WORKER_PORT}) on, below 65536 and without PORT.`,
    );
  return {
    ...parsed.data,
    PUBLIC_URL: parsed.data.PUBLIC_URL ?? `http://localhost:${parsed.data.PORT}`,
    GEMINI_API_KEYS: geminiKeysOf(source),
  };
}

function geminiKeysOf(source: Variables): string[] {
  return Object.entries(source)
    .flatMap(([name, value]) => {
      const match = /^GEMINI_API_KEY(?:_(\d+))?$/.exec(name);
      return match && value?.trim() ? [{ n: Number(match[1] ?? 1), value: value.trim() }] : [];
    })
    .sort((a, b) => a.n - b.n)
    .map(({ value }) => value);
}

/** For the logger, which must work before the variables are checked: an invalid level counts as info here. */
export function logLevel(source: Variables = process.env): (typeof levels)[number] {
  return levels.find((level) => level === source.LOG_LEVEL) ?? "info";
}

let cached: Env | undefined;
/** The environment of this process, checked on first use. */
export function env(): Env {
  cached ??= readEnv(process.env);
  return cached;
}
