// Puts what several ways found in one order, by reciprocal rank: a piece that several ways find well comes first. Pure.

/** Of Cormack, Clarke and Büttcher 2009: how little the first places differ. */
const K = 60;

export interface Ranked<Way extends string> {
  way: Way;
  /** Best first. */
  ids: readonly string[];
  weight: number;
}

export interface Fused<Way extends string> {
  id: string;
  /** 1: the first of each way; above 0. */
  score: number;
  by: Way[];
}

/** @returns best first; of equal ones, the one that stands first in the first way */
export function fuse<Way extends string>(rankings: readonly Ranked<Way>[]): Fused<Way>[] {
  const found = new Map<string, Fused<Way>>();
  const most = rankings.reduce((sum, { ids, weight }) => sum + (ids.length > 0 ? weight / (K + 1) : 0), 0);
  for (const { way, ids, weight } of rankings) {
    ids.forEach((id, i) => {
      const piece = found.get(id) ?? { id, score: 0, by: [] };
      piece.score += weight / (K + 1 + i) / most;
      piece.by.push(way);
      found.set(id, piece);
    });
  }
  return [...found.values()].sort((a, b) => b.score - a.score);
}
