// Lists in a user-defined order. Pure.

/** The list with the item at `from` moved to `to`; unchanged where there is no item at `from`. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, i) => i !== from);
  return [...rest.slice(0, to), ...list.slice(from, from + 1), ...rest.slice(to)];
}

/** The list in the order of these ids; items without one of them come last, in their own order. */
export function inOrder<T>(list: readonly T[], idOf: (item: T) => string, ids: readonly string[]): T[] {
  const place = new Map(ids.map((id, i) => [id, i]));
  const placeOf = (item: T) => place.get(idOf(item)) ?? ids.length;
  return list.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** An item while it is dragged: its origin, and the list if it were dropped now. */
export interface Dragged<T> {
  item: T;
  from: number;
  to: number;
  arranged: readonly T[];
}

/** @returns null where there is no item of this id (any more) */
export function draggedOf<T>(
  list: readonly T[],
  idOf: (item: T) => string,
  { id, over }: { id: string; over: string },
): Dragged<T> | null {
  const from = list.findIndex((item) => idOf(item) === id);
  const item = list[from];
  if (item === undefined) return null;
  const at = list.findIndex((each) => idOf(each) === over);
  // The item under it may have been removed meanwhile: then it keeps its place.
  const to = at < 0 ? from : at;
  return { item, from, to, arranged: moved(list, from, to) };
}
