// Limits of tries such as sign-in, in Postgres: they survive a restart, and all dashboards count together.
// A limit never locks: after the free tries there is a wait, then as many are free again; each wait is longer, up to a bound.
import { createHash } from "node:crypto";
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { pool } from "../db.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";

const WINDOW_S = 15 * 60;
/** After this long without a new delay, the next one is the shortest again. */
const GROWTH_S = 24 * 3600;
const FIRST_DELAY_S = 60;

interface Limit {
  /** Tries within the window that do not wait. */
  free: number;
  windowS: number;
  /** The delay doubles up to this. */
  longestS: number;
}

const limits = {
  /** One account, from a device or an address that signed in to it before. Nothing else limits these. */
  familiar: { free: 6, windowS: WINDOW_S, longestS: WINDOW_S },
  /** One address, over all accounts that it did not sign in to before. */
  address: { free: 20, windowS: WINDOW_S, longestS: 3600 },
  /** One account, from everywhere that did not sign in to it before. */
  account: { free: 10, windowS: WINDOW_S, longestS: WINDOW_S },
  /** All accounts, from everywhere that did not sign in before: bounds many addresses that try many accounts. */
  everyone: { free: 60, windowS: 60, longestS: 60 },
  /** Their own password, by somebody who has signed in. */
  person: { free: 10, windowS: WINDOW_S, longestS: WINDOW_S },
  /**
   * Codes, by somebody who knows the password. Three of a million are right at a time: at most some 120 tries a day guess
   * one in eight years on average. A right one forgets the others.
   */
  code: { free: 10, windowS: 24 * 3600, longestS: 6 * 3600 },
} as const satisfies Record<string, Limit>;
export type TryScope = keyof typeof limits;

/** @param more what this counter has beside its points and its window */
function counter(settings: { points: number; duration: number; keyPrefix: string }, more: object) {
  return new RateLimiterPostgres({
    ...{ storeClient: pool, storeType: "pool", tableName: "RateLimit", tableCreated: true },
    ...settings,
    // While the database is away nobody signs in; this bounds what is asked of it then.
    insuranceLimiter: new RateLimiterMemory(settings),
    ...more,
  });
}

function countersOf(scope: TryScope) {
  const { free, windowS } = limits[scope];
  return {
    // Refusals after the first cost no query.
    tries: counter(
      { points: free, duration: windowS, keyPrefix: scope },
      { inMemoryBlockOnConsumed: free + 2 },
    ),
    delays: counter(
      { points: Number.MAX_SAFE_INTEGER, duration: GROWTH_S, keyPrefix: `${scope} delays` },
      { clearExpiredByTimeout: false },
    ),
  };
}

// On globalThis, because Next bundles a module more than once; what is blocked in memory must be shared.
const held = globalThis as typeof globalThis & {
  botfactoryTries?: Map<TryScope, ReturnType<typeof countersOf>>;
};
function counters(scope: TryScope) {
  held.botfactoryTries ??= new Map();
  const made = held.botfactoryTries.get(scope) ?? countersOf(scope);
  held.botfactoryTries.set(scope, made);
  return made;
}

/** A key of fixed length that does not contain what it stands for. */
export const hashedKey = (...parts: string[]): string =>
  createHash("sha256").update(parts.join("\n")).digest("base64url");

/**
 * Counts a try before it is made, so that tries at once count too.
 * @param key from `hashedKey`
 * @throws AppError "too_many_tries" with the minutes to wait
 */
export async function countTry(scope: TryScope, key: string): Promise<void> {
  const { tries, delays } = counters(scope);
  const { free, longestS } = limits[scope];
  try {
    await tries.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    let waitMs = refusal.msBeforeNext;
    // Exactly one of the refused tries finds the counter here.
    if (refusal.consumedPoints === free + 1) {
      const { consumedPoints } = await delays.penalty(key);
      const delayS = Math.min(FIRST_DELAY_S * 2 ** (consumedPoints - 1), longestS);
      await tries.block(key, delayS);
      waitMs = delayS * 1000;
      log.warn({ scope, delayS, times: consumedPoints }, "too many tries");
    }
    throw new AppError("too_many_tries", { minutes: Math.max(1, Math.ceil(waitMs / 60_000)) });
  }
}

/** Takes one try back, after it succeeded. */
export async function returnTry(scope: TryScope, key: string): Promise<void> {
  await counters(scope).tries.reward(key);
}

/** Forgets the tries of this key and how often it had to wait. */
export async function forgetTries(scope: TryScope, key: string): Promise<void> {
  const { tries, delays } = counters(scope);
  await Promise.all([tries.delete(key), delays.delete(key)]);
}
