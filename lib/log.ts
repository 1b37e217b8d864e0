// Logging: JSON lines; pretty on a terminal. Users' texts and secrets are never logged.
import pino from "pino";

export const log = pino({
  level: process.env.LOG_LEVEL || "info",
  base: { pid: process.pid },
  redact: { paths: ["token", "secret", "*.token", "*.secret", "password"], censor: "•••" },
  ...(process.stdout.isTTY
    ? { transport: { target: "pino-pretty", options: { ignore: "pid,hostname" } } }
    : {}),
});
