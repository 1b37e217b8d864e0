// Measures how long a park takes to reach the other workers.
import { randomUUID } from "node:crypto";
import { startParks } from "#lib/chain-state/park-sync.ts";
import type { Context } from "#lib/context.ts";
import { Board } from "#lib/fallback/index.ts";

const OTHERS = 4;

/**
 * Parks `count` keys on one board; boards are shared through Postgres as in workers.
 * @returns milliseconds from each park until the last of four other boards has it
 */
export async function measureParks({ tenantId }: Context, count: number): Promise<number[]> {
  const learner = new Board();
  const others = Array.from({ length: OTHERS }, () => new Board());
  const shared = await Promise.all(
    [learner, ...others].map((board) => startParks({ workerId: randomUUID(), board })),
  );
  const took: number[] = [];
  for (let i = 0; i < count; i++) {
    const id = randomUUID();
    const known = others.map(
      (board) =>
        new Promise<void>((resolve) => {
          const stop = board.subscribe((change) => {
            if (change.park.id !== id) return;
            stop();
            resolve();
          });
        }),
    );
    const from = performance.now();
    const deadline = { base: 3_600_000, cap: 3_600_000 };
    const failure = { class: "key_blocked", reason: "bench" } as const;
    learner.park({ scope: "key", id, owner: tenantId, deadline }, failure, Date.now());
    await Promise.all(known);
    took.push(performance.now() - from);
    learner.clear("key", id);
  }
  for (const { stop } of shared) await stop();
  return took;
}
