// How often programs may ask: a token, and all tokens of a tenant together. All dashboards count together, in Postgres: each takes
// some requests at a time out of the window there and spends them in memory, so that few requests cost a write.
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { pool } from "../db.ts";
import { AppError } from "../errors.ts";
import { hashedKey } from "../people/tries.ts";

const WINDOW_S = 60;
/** Requests a minute. */
export const PER_TOKEN = 300;
export const PER_TENANT = 1_200;
/** From one network, with tokens that are not valid. Each dashboard counts these by itself: nobody guesses a token. */
const REFUSED = 30;
/** Requests that a dashboard takes at once; what it does not spend within the window is lost to the others. */
export const TAKEN = { token: 20, tenant: 60 } as const;

interface Share {
  /** Requests that are left of those taken, and of the window when they were taken. */
  own: number;
  others: number;
  /** End of the window, epoch milliseconds. */
  endsAt: number;
}

class SharedPace {
  readonly #limiter: RateLimiterPostgres;
  readonly #taken: number;
  readonly #shares = new Map<string, Share>();
  readonly #taking = new Map<string, Promise<Share>>();

  constructor(of: keyof typeof TAKEN, points: number) {
    const settings = { keyPrefix: `api ${of}`, points, duration: WINDOW_S };
    this.#taken = TAKEN[of];
    this.#limiter = new RateLimiterPostgres({
      ...{ storeClient: pool, storeType: "pool", tableName: "RateLimit", tableCreated: true },
      ...settings,
      // Refusals after the first cost no query.
      inMemoryBlockOnConsumed: points + 1,
      insuranceLimiter: new RateLimiterMemory(settings),
    });
  }

  async #take(key: string): Promise<Share> {
    const { remainingPoints, msBeforeNext } = await this.#limiter.consume(key, this.#taken);
    const share = { own: this.#taken, others: remainingPoints, endsAt: Date.now() + msBeforeNext };
    for (const [old, { endsAt }] of this.#shares) if (endsAt <= Date.now()) this.#shares.delete(old);
    this.#shares.set(key, share);
    return share;
  }

  /** Requests at the same moment take once. */
  #takeOnce(key: string): Promise<Share> {
    const taking = this.#taking.get(key) ?? this.#take(key).finally(() => this.#taking.delete(key));
    this.#taking.set(key, taking);
    return taking;
  }

  /** @returns what is left in the window, and its end in seconds @throws RateLimiterRes if nothing is left */
  async spend(key: string): Promise<{ left: number; resetS: number }> {
    for (;;) {
      const share = this.#shares.get(key);
      const leftMs = (share?.endsAt ?? 0) - Date.now();
      if (share && share.own > 0 && leftMs > 0) {
        share.own--;
        return { left: share.own + share.others, resetS: secondsOf(leftMs) };
      }
      await this.#takeOnce(key);
    }
  }
}

const made = () => ({
  token: new SharedPace("token", PER_TOKEN),
  tenant: new SharedPace("tenant", PER_TENANT),
  refused: new RateLimiterMemory({ keyPrefix: "refused", points: REFUSED, duration: WINDOW_S }),
});
// On globalThis, because Next bundles a module more than once.
const held = globalThis as typeof globalThis & { botfactoryPaces?: ReturnType<typeof made> };
function paces() {
  held.botfactoryPaces ??= made();
  return held.botfactoryPaces;
}

const secondsOf = (ms: number) => Math.max(1, Math.ceil(ms / 1_000));

/** @param key the id of a token or a tenant */
const spend = (of: keyof typeof TAKEN, key: string) =>
  paces()
    [of].spend(hashedKey(key))
    .catch((refusal: unknown) => {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new AppError("too_many_requests", { seconds: secondsOf(refusal.msBeforeNext) });
    });

/** @returns what is left of the token's requests, and when all of them are free again @throws AppError "too_many_requests" */
export async function countRequest(
  tokenId: string,
  tenantId: string,
): Promise<{ left: number; resetS: number }> {
  const own = await spend("token", tokenId);
  await spend("tenant", tenantId);
  return own;
}

/** @throws AppError "too_many_requests" if too many tokens from this network were refused */
export async function checkRefused(network: string): Promise<void> {
  const found = await paces().refused.get(network);
  if (found && found.remainingPoints <= 0)
    throw new AppError("too_many_requests", { seconds: secondsOf(found.msBeforeNext) });
}

export async function countRefused(network: string): Promise<void> {
  await paces().refused.penalty(network);
}
