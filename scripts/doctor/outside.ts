// Checks of the way out: Telegram, Google, and the platform's own public address.
import { askTelegram } from "#lib/bots/telegram.ts";
import type { Env } from "#lib/env.ts";
import type { AppError } from "#lib/errors.ts";
import { networkCode } from "#lib/network-code.ts";
import { FOREIGN_ANSWER, reachFaultOf } from "#lib/reach.ts";
import { type Finding, fine, note, wrong } from "./finding.ts";

const TIMEOUT_MS = 8_000;

/** By the faults of lib/reach.ts. */
const todos = {
  dns: "Check the name and this machine's DNS: getent hosts HOST.",
  blocked: "Check the firewall and the route: curl -sS ADDRESS.",
  silent: "A firewall drops the packets on the way: curl -sS ADDRESS.",
  certificate: "Check this machine's clock; a proxy that opens TLS needs NODE_EXTRA_CA_CERTS.",
  page: "A proxy or a network that asks to sign in answers instead: curl -sS ADDRESS.",
  other: "See what curl -sS ADDRESS says.",
} as const;

function unreachable(subject: string, address: string, code: string, variable: string): Finding {
  const todo = todos[reachFaultOf(code) ?? "other"]
    .replace("HOST", new URL(address).hostname)
    .replace("ADDRESS", address);
  return wrong(
    subject,
    `${address} cannot be reached (${code})`,
    `${todo} Without a direct way set ${variable}.`,
  );
}

/** No bot has it: Telegram's refusal proves that Telegram answers. */
const NO_TOKEN = "1:doctor-asks-whether-this-is-telegram";

export async function checkTelegram({ TELEGRAM_API_ROOT: root }: Env): Promise<Finding> {
  try {
    await askTelegram(NO_TOKEN, root);
  } catch (error) {
    const { code, values } = error as AppError;
    if (code === "telegram_out_of_reach")
      return unreachable("Telegram", root, String(values.code), "TELEGRAM_API_ROOT");
    if (code !== "bot_token_refused")
      return wrong("Telegram", `${root} does not answer as Telegram does`, "Try again in a minute.");
  }
  return fine("Telegram", `${root} answers`);
}

interface GoogleSays {
  error?: { message?: string };
  models?: unknown;
}

export async function checkGoogle({ GEMINI_BASE_URL: root }: Env): Promise<Finding> {
  const request = {
    headers: { "x-goog-api-key": "doctor" },
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  } as const;
  const response = await fetch(`${root}/v1beta/models?pageSize=1`, request).catch((error: unknown) =>
    networkCode(error),
  );
  if (typeof response === "string") return unreachable("Google", root, response, "GEMINI_BASE_URL");
  const body = (await response.json().catch(() => null)) as GoogleSays | null;
  if (!body || !(body.error || body.models))
    return unreachable("Google", root, FOREIGN_ANSWER, "GEMINI_BASE_URL");
  if (/location is not supported/i.test(body.error?.message ?? ""))
    return wrong(
      "Google",
      "Gemini is not offered in this server's country",
      "Set GEMINI_BASE_URL to a proxy elsewhere.",
    );
  return fine("Google", `${root} answers`);
}

/** Those that are used, without the password in them, and those that are not. */
export function checkProxies({ HTTPS_PROXY, NO_PROXY }: Env, variables: NodeJS.ProcessEnv): Finding | null {
  if (HTTPS_PROXY)
    return fine(
      "Proxy",
      `HTTPS_PROXY leads through ${new URL(HTTPS_PROXY).host}${NO_PROXY ? `, but for ${NO_PROXY}` : ""}`,
    );
  const set = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"].filter((name) => variables[name]);
  if (set.length === 0) return null;
  const todo = "Where there is no direct way out, set HTTPS_PROXY.";
  return note("Proxy", `${set.join(", ")} is set, which BotFactory does not read`, todo);
}

const statusOf = (address: string): Promise<{ status: number; text: string } | null> =>
  fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    .then(async (response) => ({ status: response.status, text: await response.text() }))
    .catch(() => null);

/** While the platform runs. From inside, some networks do not reach their own public address. */
export async function checkPublicUrl({ PUBLIC_URL }: Env): Promise<Finding | null> {
  if (!PUBLIC_URL.startsWith("https:")) return null;
  const subject = "PUBLIC_URL";
  const [dashboard, webhook] = await Promise.all([
    statusOf(`${PUBLIC_URL}/api/health`),
    statusOf(`${PUBLIC_URL}/telegram/doctor`),
  ]);
  if (dashboard?.status !== 200)
    return note(
      subject,
      `${PUBLIC_URL} does not lead to this dashboard, as seen from here`,
      "Check the name's DNS, the certificate and the proxy. Some networks do not reach their own address from inside.",
    );
  // The worker's answer to an unknown path is JSON, the dashboard's a page.
  if (!webhook?.text.startsWith("{"))
    return wrong(
      subject,
      "/telegram/ does not lead to the worker",
      "Let the proxy pass /telegram/ to WORKER_PORT.",
    );
  return fine(subject, `${PUBLIC_URL} leads to the dashboard and the worker`);
}
