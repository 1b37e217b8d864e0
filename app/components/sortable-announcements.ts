// Announcements of a sortable list for screen readers. Pure.
import type { Announcements } from "@dnd-kit/core";

type SortableEvent = "lifted" | "over" | "dropped" | "cancelled";

/** The sentence for what has happened to the item; places count from 1. */
export type Announce<T> = (event: SortableEvent, item: T, place: number) => string;

/** @param away whether the lifted item has left its own place before */
export function announcementsOf<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  say: Announce<T>,
  away: boolean,
): Announcements {
  type Where = { id: unknown } | null;
  function sentence(event: SortableEvent, active: Where, at: Where): string | undefined {
    const item = items.find((each) => idOf(each) === active?.id);
    return item && say(event, item, items.findIndex((each) => idOf(each) === at?.id) + 1);
  }
  return {
    onDragStart: ({ active }) => sentence("lifted", active, active),
    onDragOver({ active, over }) {
      // The first event is over its own place and would interrupt "lifted".
      if (!over || (over.id === active.id && !away)) return undefined;
      return sentence("over", active, over);
    },
    onDragEnd: ({ active, over }) => sentence("dropped", active, over ?? active),
    onDragCancel: ({ active }) => sentence("cancelled", active, active),
  };
}
