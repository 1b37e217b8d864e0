import assert from "node:assert/strict";
import test from "node:test";
import { logLevel, readEnv } from "./env.ts";

test("an empty environment is valid: every required variable has a default", () => {
  const env = readEnv({});
  assert.equal(env.PORT, 3000);
  assert.equal(env.WORKER_PORT, 3001);
  assert.equal(env.PUBLIC_URL, "http://localhost:3000");
  assert.equal(env.TELEGRAM_API_ROOT, "https://api.telegram.org");
  assert.equal(env.GEMINI_BASE_URL, "https://generativelanguage.googleapis.com");
  assert.deepEqual([env.DATA_DIR, env.LOG_LEVEL, env.NODE_ENV], [".data", "info", "development"]);
  assert.equal(env.DATABASE_URL, undefined);
});

test("the dashboard listens everywhere, the worker on this machine only, and no proxy is trusted, unless said otherwise", () => {
  const env = readEnv({});
  assert.deepEqual([env.HOST, env.WORKER_HOST, env.TRUSTED_PROXIES], ["0.0.0.0", "127.0.0.1", []]);
  const proxies = readEnv({ TRUSTED_PROXIES: "loopback, 10.0.0.0/8,,2001:db8::/32 " }).TRUSTED_PROXIES;
  assert.deepEqual(proxies, ["loopback", "10.0.0.0/8", "2001:db8::/32"]);
});

test("an empty string counts as unset", () => {
  assert.equal(readEnv({ PORT: "", DATABASE_URL: "" }).PORT, 3000);
});

test("PUBLIC_URL defaults to localhost with PORT", () => {
  assert.equal(readEnv({ PORT: "8080" }).PUBLIC_URL, "http://localhost:8080");
});

test("trailing slashes of addresses are removed", () => {
  assert.equal(
    readEnv({ GEMINI_BASE_URL: "http://proxy:1/gemini//" }).GEMINI_BASE_URL,
    "http://proxy:1/gemini",
  );
});

const nonsense = {
  PORT: "eighty",
  WORKER_PORT: "70000",
  DATABASE_URL: "mysql://x",
  PUBLIC_URL: "example",
  ENCRYPTION_KEY: "short",
  NEXTAUTH_SECRET: "short",
  ADMIN_EMAIL: "nobody",
  TELEGRAM_BOT_TOKEN: "hello",
  LOG_LEVEL: "loud",
  TRUSTED_PROXIES: "10.0.0.0/64",
  METRICS_TOKEN: "short",
  WORKERS: "many",
};
for (const [name, value] of Object.entries(nonsense)) {
  test(`an invalid ${name} gives one error sentence that names it but not its value`, () => {
    assert.throws(
      () => readEnv({ [name]: value }),
      ({ message }: Error) =>
        message.startsWith(`${name} is not usable`) &&
        !message.includes("\n") &&
        !message.includes(`"${value}"`),
    );
  });
}

const expected = {
  PORT: ["80.5", "a whole number from 0 to 65535"],
  WORKER_PORT: ["-1", "a whole number from 0 to 65535"],
  DATABASE_URL: ["a postgresql://x", "a postgresql:// address"],
  PUBLIC_URL: ["xhttps://example.com", "an address that begins with http:// or https://"],
  TELEGRAM_API_ROOT: ["httpsx://example.com", "an address that begins with http:// or https://"],
  ENCRYPTION_KEY: [
    `${"ab".repeat(32)}ab`,
    "32 bytes as hex or base64, for instance from `openssl rand -hex 32`; older keys may follow after commas",
  ],
  NEXTAUTH_SECRET: ["x".repeat(15), "at least 16 characters"],
  ADMIN_EMAIL: ["nobody", "an e-mail address"],
  LOG_LEVEL: ["loud", "one of fatal, error, warn, info, debug, trace, silent"],
} as const;
test("a proxy that the shell names in lower case is named so where it is not usable", () => {
  assert.throws(
    () => readEnv({ https_proxy: "socks5h://127.0.0.1:9050" }),
    /^Error: https_proxy is not usable/,
  );
});

for (const [name, [value, what]] of Object.entries(expected)) {
  test(`an invalid ${name} gives the sentence that says what is expected`, () => {
    const message = `${name} is not usable: expected ${what}.`;
    assert.throws(() => readEnv({ [name]: value }), { message });
  });
}

test("a token of @BotFather is a number, a colon and at least ten letters, digits or signs", () => {
  const token = "123456:AAbc_-defgh";
  assert.equal(readEnv({ TELEGRAM_BOT_TOKEN: token }).TELEGRAM_BOT_TOKEN, token);
  for (const bad of [
    `x${token}`,
    `${token} `,
    "abc:AAbc_-defgh",
    "123:short",
    "123:ten signs!",
    ":AAbc_-defgh",
  ])
    assert.throws(() => readEnv({ TELEGRAM_BOT_TOKEN: bad }), /TELEGRAM_BOT_TOKEN is not usable/, bad);
});

test("both schemes of Postgres and of the web are accepted, and the ends of the ranges", () => {
  for (const DATABASE_URL of ["postgres://x", "postgresql://x"])
    assert.equal(readEnv({ DATABASE_URL }).DATABASE_URL, DATABASE_URL);
  for (const PUBLIC_URL of ["http://a.example", "https://a.example"])
    assert.equal(readEnv({ PUBLIC_URL }).PUBLIC_URL, PUBLIC_URL);
  const ends = {
    PORT: "0",
    WORKER_PORT: "65535",
    NEXTAUTH_SECRET: "x".repeat(16),
    ADMIN_PASSWORD: "1234567",
  };
  assert.partialDeepStrictEqual(readEnv(ends), { ...ends, PORT: 0, WORKER_PORT: 65_535 });
  assert.equal(readEnv({ DATA_DIR: "/srv/data" }).DATA_DIR, "/srv/data");
});

test("only the variable itself and its numbered ones are Gemini keys", () => {
  const others = {
    MY_GEMINI_API_KEY: "a",
    GEMINI_API_KEY_OLD: "b",
    GEMINI_API_KEY_2_OLD: "c",
    GEMINI_API_KEYS: "d",
  };
  assert.deepEqual(readEnv({ ...others, GEMINI_API_KEY_12: "e" }).GEMINI_API_KEYS, ["e"]);
});

test("ENCRYPTION_KEY accepts 32 bytes as hex or base64", () => {
  assert.ok(readEnv({ ENCRYPTION_KEY: "ab".repeat(32) }).ENCRYPTION_KEY);
  assert.ok(readEnv({ ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64") }).ENCRYPTION_KEY);
});

test("ENCRYPTION_KEY may list older keys; every one of them is checked", () => {
  const [hex, base64] = ["ab".repeat(32), Buffer.alloc(32, 7).toString("base64")];
  assert.ok(readEnv({ ENCRYPTION_KEY: `${hex}, ${base64}\n` }).ENCRYPTION_KEY);
  for (const bad of [`${hex},short`, `short ${hex}`, ","])
    assert.throws(() => readEnv({ ENCRYPTION_KEY: bad }), /^Error: ENCRYPTION_KEY is not usable/);
});

test("Gemini keys are ordered by number; gaps are allowed and empty ones are skipped", () => {
  const keys = {
    GEMINI_API_KEY_10: "ten",
    GEMINI_API_KEY: "one",
    GEMINI_API_KEY_3: " three ",
    GEMINI_API_KEY_2: "",
  };
  assert.deepEqual(readEnv(keys).GEMINI_API_KEYS, ["one", "three", "ten"]);
});

test("readEnv rejects an invalid log level; the logger itself falls back to info", () => {
  assert.equal(logLevel({ LOG_LEVEL: "loud" }), "info");
  assert.equal(logLevel({ LOG_LEVEL: "debug" }), "debug");
  assert.equal(logLevel({}), "info");
});

test("the ports of several workers must exist and leave the dashboard its own", () => {
  assert.equal(readEnv({ WORKERS: "4" }).WORKERS, 4);
  assert.equal(readEnv({ WORKERS: "4", PORT: "3005" }).WORKERS, 4);
  for (const bad of [{ PORT: "3004" }, { PORT: "3001" }, { WORKER_PORT: "65533" }, { WORKER_PORT: "0" }])
    assert.throws(() => readEnv({ WORKERS: "4", ...bad }), /^Error: WORKERS is not usable: 4 workers need/);
});

test("a direct address belongs to a pooler's", () => {
  const direct = "postgresql://localhost/b";
  assert.throws(() => readEnv({ DIRECT_DATABASE_URL: direct }), /DIRECT_DATABASE_URL is not usable/);
  assert.equal(readEnv({ DATABASE_URL: direct, DIRECT_DATABASE_URL: direct }).DIRECT_DATABASE_URL, direct);
});
