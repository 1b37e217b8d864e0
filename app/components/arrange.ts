// Lists in an order that a person makes. Pure.

/** The list with the item at `from` moved to `to`; as it was where there is nothing at `from`. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, i) => i !== from);
  return [...rest.slice(0, to), ...list.slice(from, from + 1), ...rest.slice(to)];
}

/** The list in the order of these ids; what has none of them keeps its order and comes last. */
export function inOrder<T>(list: readonly T[], idOf: (item: T) => string, ids: readonly string[]): T[] {
  const place = new Map(ids.map((id, i) => [id, i]));
  const placeOf = (item: T) => place.get(idOf(item)) ?? ids.length;
  return list.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** An item of a list while it is held: what it is, where it came from, and the list as it would be. */
export interface Held<T> {
  item: T;
  from: number;
  to: number;
  arranged: readonly T[];
}

/** @returns null where there is no item of this id (any more) */
export function heldOf<T>(
  list: readonly T[],
  idOf: (item: T) => string,
  { id, over }: { id: string; over: string },
): Held<T> | null {
  const from = list.findIndex((item) => idOf(item) === id);
  const item = list[from];
  if (item === undefined) return null;
  const at = list.findIndex((each) => idOf(each) === over);
  // What it hung over may have been removed meanwhile: then it stays where it is.
  const to = at < 0 ? from : at;
  return { item, from, to, arranged: moved(list, from, to) };
}
