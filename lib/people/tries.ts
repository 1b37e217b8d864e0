// Rate limit for tries such as sign-in. In memory on purpose: the dashboard is one process, a restart forgives only a
// few tries, and a flood of tries must not cause a flood of writes.
import { AppError } from "../errors.ts";

const WINDOW_MS = 15 * 60_000;
const MOST_KEYS = 50_000;

// On globalThis, because Next bundles a module more than once and the count must be shared.
const held = globalThis as typeof globalThis & { botfactoryTries?: Map<string, number[]> };
const tries = (): Map<string, number[]> => {
  held.botfactoryTries ??= new Map();
  return held.botfactoryTries;
};

const recent = (key: string, now: number) => (tries().get(key) ?? []).filter((at) => at > now - WINDOW_MS);

/**
 * Counts a try under each key.
 * @throws AppError "too_many_tries" if one of the keys has reached its limit within 15 minutes.
 */
export function countTry(limits: Record<string, number>, now = Date.now()): void {
  for (const [key, limit] of Object.entries(limits)) {
    const past = recent(key, now);
    if (past.length >= limit) {
      const minutes = Math.max(1, Math.ceil(((past[0] ?? now) + WINDOW_MS - now) / 60_000));
      throw new AppError("too_many_tries", { minutes });
    }
  }
  const all = tries();
  if (all.size > MOST_KEYS) {
    for (const key of all.keys()) if (recent(key, now).length === 0) all.delete(key);
    if (all.size > MOST_KEYS) all.clear();
  }
  for (const key of Object.keys(limits)) all.set(key, [...recent(key, now), now]);
}

/** Resets the counts of these keys, after a successful try. */
export function forgetTries(...keys: string[]): void {
  for (const key of keys) tries().delete(key);
}
