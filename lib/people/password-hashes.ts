// Password hashes (argon2id). Each costs 20 MB and some 30 ms of a core: two at a time, and a bounded queue behind them.
import { hash, verify } from "@node-rs/argon2";
import pLimit, { type LimitFunction } from "p-limit";
import { AppError } from "../errors.ts";

const AT_ONCE = 2;
/** Half a second of waiting; whoever comes then is told to try again. */
const WAITING = 20;

// On globalThis, because Next bundles a module more than once and the queue must be shared.
const held = globalThis as typeof globalThis & { botfactoryHashing?: LimitFunction };

async function queued<T>(work: () => Promise<T>): Promise<T> {
  held.botfactoryHashing ??= pLimit(AT_ONCE);
  if (held.botfactoryHashing.pendingCount >= WAITING) throw new AppError("busy");
  return held.botfactoryHashing(work);
}

/** @throws AppError "busy" */
export const hashPassword = (password: string): Promise<string> => queued(() => hash(password));

let decoy: Promise<string> | undefined;

/**
 * @param passwordHash null for an account that does not exist, which takes the same time and is never right.
 * @throws AppError "busy"
 */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hash("nobody has this password");
  const other = passwordHash ?? (await decoy);
  const right = await queued(() => verify(other, password).catch(() => false));
  return right && passwordHash !== null;
}
