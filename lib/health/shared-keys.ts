// What a tenant sees of the platform's keys: one line, and nothing of any key.
import type { Context } from "../context.ts";
import { authorise } from "../people/can.ts";
import { readHealth } from "./read.ts";

export interface SharedKeysView {
  /** Of all of them: the best state that one has. */
  state: "works" | "waiting" | "broken";
  /** Calls that the tenant may make with them a day, and has made. */
  limit: number;
  used: number;
  /** When its day is over. */
  until: Date;
}

/** @returns null: the tenant does not share them, or there are none */
export async function readSharedKeys(context: Context): Promise<SharedKeysView | null> {
  authorise(context, "viewChain");
  const { shared } = await readHealth(context);
  if (!shared || shared.keys.length === 0) return null;
  const { keys, ...part } = shared;
  const has = (kind: string) => keys.some(({ state }) => state.kind === kind);
  return { state: has("works") ? "works" : has("waiting") ? "waiting" : "broken", ...part };
}
