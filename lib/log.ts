// Logging: JSON lines on stderr, pretty on a terminal; stdout is for the output of commands. Never log users' texts or
// secrets.
import pino from "pino";
import { logLevel } from "./env.ts";

const level = logLevel();
const redact = { paths: ["token", "secret", "*.token", "*.secret", "password"], censor: "•••" };

export const log = process.stderr.isTTY
  ? pino({
      level,
      redact,
      transport: { target: "pino-pretty", options: { ignore: "pid,hostname", destination: 2 } },
    })
  : pino({ level, redact, base: { pid: process.pid } }, pino.destination(2));
