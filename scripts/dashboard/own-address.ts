// Where this machine asks its own servers.
import { isIPv6 } from "node:net";

/** For an address. */
export const bracketed = (host: string): string => (isIPv6(host) ? `[${host}]` : host);

/** How this machine asks a server that listens on `host`: by number, since not every container knows the name localhost. */
export function askedAt(host: string): string {
  // A server on :: listens to both, and ::1 may be missing.
  return bracketed(host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host);
}
