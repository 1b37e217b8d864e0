// Loaded first in a process of its own (aside.ts): ends it beyond its memory, from a thread, since the main one may be in a
// library's loop. V8's own limit does not count buffers, which is what an archive unpacks into.
import { Worker } from "node:worker_threads";

const RSS_MB = 600;
const EVERY_MS = 20;

const watch = `setInterval(() => {
  if (process.memoryUsage.rss() > ${RSS_MB * 1024 * 1024}) process.kill(process.pid, "SIGKILL");
}, ${EVERY_MS});`;
new Worker(watch, { eval: true }).unref();
