// Which candidates of a chain have quota to spare: for chores, which must never cost an answer.
import { type Board, type Chain, compileChain, type Meter } from "#lib/fallback/index.ts";

/** Of each limit at most this share is used; the rest is kept for questions. */
const MOST_USED = 0.5;

/** How much of a limit is to spare; 0 or less: nothing. */
export const spareOf = (
  meter: Meter,
  { window, metric, limit }: Meter["limits"][number],
  now: number,
): number => limit * MOST_USED - (window === "minute" ? meter.minute : meter.day).used(metric, now);

/** By the limits that are known: of a paid project often none is. */
const hasSpare = (meter: Meter, now: number): boolean =>
  meter.limits.every((limit) => spareOf(meter, limit, now) > 0);

/** The chain without the candidates that are parked or whose quota may be needed; null: none is left. */
export function spareChain(chain: Chain, board: Board, now: number): Chain | null {
  const spare = new Set<string>();
  const nameOf = (model: string, keyId: string) => `${keyId} ${model}`;
  for (const [i, candidate] of chain.candidates.entries()) {
    // What others lend is counted for the answers alone (bots/turn/shared-calls.ts).
    if (candidate.owner !== chain.owner) continue;
    const { parks, overUntil } = board.standing(chain, i, now);
    const isFree = parks.length === 0 && overUntil === null && !board.isCrowded(chain, i, now);
    if (isFree && hasSpare(board.quotas.meterOf(candidate), now))
      spare.add(nameOf(candidate.model, candidate.key.id));
  }
  if (spare.size === 0) return null;
  return compileChain({
    owner: chain.owner,
    models: chain.candidates.map(({ model }) => model),
    keys: chain.candidates.map(({ key }) => key),
    order: chain.order,
    thinkers: chain.thinkers,
    usable: (model, { id }) => spare.has(nameOf(model, id)),
  });
}
