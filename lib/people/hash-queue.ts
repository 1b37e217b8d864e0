// Password hashes (argon2id) each cost 20 MB and some 30 ms of a core: two at a time, and a bounded queue behind them.
import pLimit, { type LimitFunction } from "p-limit";
import { AppError } from "../errors.ts";

const AT_ONCE = 2;
/** Half a second of waiting; whoever comes then is told to try again. */
const WAITING = 20;

// On globalThis, because Next bundles a module more than once and the queue must be shared.
const held = globalThis as typeof globalThis & { botfactoryHashing?: LimitFunction };

/** @throws AppError "busy" */
export async function hashInTurn<T>(work: () => Promise<T>): Promise<T> {
  held.botfactoryHashing ??= pLimit(AT_ONCE);
  if (held.botfactoryHashing.pendingCount >= WAITING) throw new AppError("busy");
  return held.botfactoryHashing(work);
}
