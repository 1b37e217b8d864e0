// Environment variables for all tests. Variables that are already set win.
import { randomBytes } from "node:crypto";

const secret = (): string => randomBytes(32).toString("hex");

Object.assign(process.env, { NODE_ENV: "test" });
process.env.ENCRYPTION_KEY ??= secret();
process.env.NEXTAUTH_SECRET ??= secret();
process.env.LOG_LEVEL ??= "silent";
