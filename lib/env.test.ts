import assert from "node:assert/strict";
import test from "node:test";
import { logLevel, readEnv } from "./env.ts";

test("an empty environment is valid: every required variable has a default", () => {
  const env = readEnv({});
  assert.equal(env.PORT, 3000);
  assert.equal(env.WORKER_PORT, 3001);
  assert.equal(env.PUBLIC_URL, "http://localhost:3000");
  assert.equal(env.TELEGRAM_API_ROOT, "https://api.telegram.org");
  assert.equal(env.DATABASE_URL, undefined);
});

test("an empty string counts as unset", () => {
  assert.equal(readEnv({ PORT: "", DATABASE_URL: "" }).PORT, 3000);
});

test("PUBLIC_URL defaults to localhost with PORT", () => {
  assert.equal(readEnv({ PORT: "8080" }).PUBLIC_URL, "http://localhost:8080");
});

test("trailing slashes of addresses are removed", () => {
  assert.equal(
    readEnv({ GEMINI_BASE_URL: "http://proxy:1/gemini/" }).GEMINI_BASE_URL,
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
  ADMIN_PASSWORD: "123",
  TELEGRAM_BOT_TOKEN: "hello",
  LOG_LEVEL: "loud",
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

test("ENCRYPTION_KEY accepts 32 bytes as hex or base64", () => {
  assert.ok(readEnv({ ENCRYPTION_KEY: "ab".repeat(32) }).ENCRYPTION_KEY);
  assert.ok(readEnv({ ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64") }).ENCRYPTION_KEY);
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
