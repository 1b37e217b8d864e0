// How often programs may ask: a token, and all tokens of a tenant together. Each dashboard counts by itself, in memory, so
// that a request costs no write.
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "../errors.ts";

const WINDOW_S = 60;
/** Requests a minute. */
export const PER_TOKEN = 300;
export const PER_TENANT = 1_200;
/** From one network, with tokens that are not valid. */
const REFUSED = 30;

const limiter = (keyPrefix: string, points: number) =>
  new RateLimiterMemory({ keyPrefix, points, duration: WINDOW_S });
const made = () => ({
  token: limiter("token", PER_TOKEN),
  tenant: limiter("tenant", PER_TENANT),
  refused: limiter("refused", REFUSED),
});
// On globalThis, because Next bundles a module more than once.
const held = globalThis as typeof globalThis & { botfactoryPaces?: ReturnType<typeof made> };
function paces() {
  held.botfactoryPaces ??= made();
  return held.botfactoryPaces;
}

const secondsOf = ({ msBeforeNext }: RateLimiterRes) => Math.max(1, Math.ceil(msBeforeNext / 1_000));

async function count(of: keyof ReturnType<typeof made>, key: string): Promise<RateLimiterRes> {
  return paces()
    [of].consume(key)
    .catch((refusal) => {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new AppError("too_many_requests", { seconds: secondsOf(refusal) });
    });
}

/** @returns what is left of the token's requests, and when all of them are free again @throws AppError "too_many_requests" */
export async function countRequest(
  tokenId: string,
  tenantId: string,
): Promise<{ left: number; resetS: number }> {
  const own = await count("token", tokenId);
  await count("tenant", tenantId);
  return { left: own.remainingPoints, resetS: secondsOf(own) };
}

/** @throws AppError "too_many_requests" if too many tokens from this network were refused */
export async function checkRefused(network: string): Promise<void> {
  const found = await paces().refused.get(network);
  if (found && found.remainingPoints <= 0)
    throw new AppError("too_many_requests", { seconds: secondsOf(found) });
}

export async function countRefused(network: string): Promise<void> {
  await paces().refused.penalty(network);
}
