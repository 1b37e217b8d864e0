// Password hashes (argon2id) each cost 20 MB and some 30 ms of a core: two at a time, one of them for strangers, and a
// bounded queue behind each, in which accounts and addresses take turns.
import { AppError } from "../errors.ts";
import { FairQueue } from "../fair-queue.ts";

/** Who causes a hash, and what their share is counted by. */
export interface HashTurn {
  /** `known`: signed in now or on this device or address before, or has a link. */
  group: "known" | "strangers";
  key: string;
}

/** Half a second of waiting; whoever comes then is told to try again. */
const limits = { atOnce: 1, each: 5, all: 20 };

// On globalThis, because Next bundles a module more than once and the queue must be shared.
const held = globalThis as typeof globalThis & {
  botfactoryHashing?: Record<HashTurn["group"], FairQueue>;
};

/** @throws AppError "busy" */
export async function hashInTurn<T>({ group, key }: HashTurn, work: () => Promise<T>): Promise<T> {
  held.botfactoryHashing ??= { known: new FairQueue(limits), strangers: new FairQueue(limits) };
  const place = held.botfactoryHashing[group].enter(key);
  if (!(await place.turn)) throw new AppError("busy");
  try {
    return await work();
  } finally {
    place.leave();
  }
}
