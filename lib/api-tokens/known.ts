// Tokens that were good a moment ago, by their hash: the dashboard's server lets their requests in by their tenant, before
// anything is read of them. Whether a token is still good is asked of the database with each request.
import { tokenHashOf } from "../people/tokens.ts";

const KEPT_MS = 10 * 60_000;
const MOST = 10_000;

interface Known {
  tenantId: string;
  until: number;
}

// On globalThis, because Next bundles a module more than once.
const held = globalThis as typeof globalThis & { botfactoryTokens?: Map<string, Known> };
function known(): Map<string, Known> {
  held.botfactoryTokens ??= new Map();
  return held.botfactoryTokens;
}

/** The secret of `Authorization: Bearer bf_…`; null: there is none of its shape. */
export const secretIn = (authorization: string | null): string | null =>
  /^Bearer +(bf_[\w-]{43})$/i.exec(authorization ?? "")?.[1] ?? null;

export function rememberToken(secret: string, tenantId: string): void {
  const all = known();
  const hash = tokenHashOf(secret);
  // At the end again, so that the first one is the one of longest ago.
  all.delete(hash);
  all.set(hash, { tenantId, until: Date.now() + KEPT_MS });
  const [oldest] = all.keys();
  if (all.size > MOST && oldest !== undefined) all.delete(oldest);
}

/** @returns the tenant whose token it is, or null if it is not known here */
export function tenantOfToken(secret: string): string | null {
  const found = known().get(tokenHashOf(secret));
  return found && found.until > Date.now() ? found.tenantId : null;
}
