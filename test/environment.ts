// Environment variables for all tests. Variables that are already set win.
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";

const secret = (): string => randomBytes(32).toString("hex");

Object.assign(process.env, { NODE_ENV: "test" });
process.env.ENCRYPTION_KEY ??= secret();
process.env.NEXTAUTH_SECRET ??= secret();
process.env.LOG_LEVEL ??= "silent";

// Processes that tests start keep their compiled code for the next ones: much of a start's time is the loading of modules.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
  new URL("../node_modules/.cache/botfactory-test-code", import.meta.url),
);
