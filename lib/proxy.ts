// The way out through the proxy that HTTPS_PROXY names, as other programs read it: Telegram, Google and the identity
// provider are reached through its tunnel (CONNECT). Addresses that a member typed are not: what they lead to can be
// checked only where this server connects itself (public-address.ts).
import http, { type AgentOptions } from "node:http";
import { type Env, env } from "./env.ts";

type Proxied = Pick<Env, "HTTPS_PROXY" | "NO_PROXY">;

/** For an agent of one's own. Without HTTP_PROXY: an address of http is a server beside this one. */
export function throughProxy({ HTTPS_PROXY, NO_PROXY }: Proxied = env()): Pick<AgentOptions, "proxyEnv"> {
  if (HTTPS_PROXY === undefined) return {};
  // Unset ones would be read from the environment.
  return { proxyEnv: { HTTPS_PROXY, NO_PROXY, HTTP_PROXY: "" } as unknown as NodeJS.ProcessEnv };
}

/**
 * Call it once in a process, before its first request: for fetch, and for requests without an agent of their own.
 * @param variables where more of them are set later: `env()` reads them all once
 */
export function leadThroughProxy(variables: Proxied = env()): void {
  const { proxyEnv } = throughProxy(variables);
  if (proxyEnv) http.setGlobalProxyFromEnv(proxyEnv);
}
