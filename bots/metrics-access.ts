// Who may read the metrics: on loopback anybody, from elsewhere whoever has the token.
import { createHash, timingSafeEqual } from "node:crypto";
import { isIPv4 } from "node:net";

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

export function mayReadMetrics(
  authorization: string | undefined,
  { METRICS_TOKEN, WORKER_HOST }: { METRICS_TOKEN?: string | undefined; WORKER_HOST: string },
): boolean {
  if (!METRICS_TOKEN) return isLoopback(WORKER_HOST);
  return timingSafeEqual(digest(authorization ?? ""), digest(`Bearer ${METRICS_TOKEN}`));
}
