"use client";
// A sortable list: by mouse, a finger on the grip, long press, or Space and arrow keys, with announcements for screen readers.
import { closestCenter, DndContext, DragOverlay, type Modifier } from "@dnd-kit/core";
import { SortableContext, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { type ReactNode, useEffect, useId, useState } from "react";
import { draggedOf } from "./arrange.ts";
import { useWhole } from "./later.tsx";
import { type Announce, announcementsOf } from "./sortable-announcements.ts";
import { Grip, SortableRow } from "./sortable-row.tsx";
import { useSortableSensors } from "./sortable-sensors.ts";
import { wantsStill } from "./still.ts";

interface Props<T> {
  items: readonly T[];
  idOf: (item: T) => string;
  /** Name of the grip for assistive technology. */
  gripLabel: (item: T) => string;
  /** `arranged`: the list as it would be if the lifted item were dropped here; `index`: its place in it. */
  row: (item: T, index: number, arranged: readonly T[], effect?: ReactNode) => ReactNode;
  /** What dropping the lifted item here would change: the floating row shows it, as its `effect`. */
  hint?: (item: T, from: number, to: number) => ReactNode;
  onMove: (from: number, to: number) => void;
  /** How it is done by keyboard. */
  instructions: string;
  say: Announce<T>;
  disabled?: boolean;
}

/** After a tap, more than most screens have room for; the others a moment later, so that nobody waits for what is out of sight. */
const FIRST = 24;

const upAndDown: Modifier = ({ transform }) => ({ ...transform, x: 0 });

export function SortableList<T>({
  items,
  idOf,
  gripLabel,
  row,
  hint,
  onMove,
  instructions,
  say,
  disabled = false,
}: Props<T>) {
  const [lifted, setLifted] = useState<{ id: string; over: string } | null>(null);
  const isWhole = useWhole();
  const sensors = useSortableSensors();
  const held = lifted ? draggedOf(items, idOf, lifted) : null;
  const arranged = held?.arranged ?? items;
  useEffect(() => {
    // Haptic feedback for the long press.
    if (lifted?.id && "vibrate" in navigator && !wantsStill()) navigator.vibrate?.(8);
  }, [lifted?.id]);
  return (
    <DndContext
      id={useId()}
      sensors={sensors}
      collisionDetection={closestCenter}
      modifiers={[upAndDown]}
      accessibility={{
        announcements: announcementsOf(items, idOf, say, held !== null && held.from !== held.to),
        screenReaderInstructions: { draggable: instructions },
      }}
      onDragStart={({ active }) => setLifted({ id: String(active.id), over: String(active.id) })}
      onDragOver={({ over }) => over && setLifted((now) => now && { ...now, over: String(over.id) })}
      onDragEnd={({ active, over }) => {
        setLifted(null);
        const dropped = draggedOf(items, idOf, {
          id: String(active.id),
          over: String(over?.id ?? active.id),
        });
        if (dropped && dropped.from !== dropped.to) onMove(dropped.from, dropped.to);
      }}
      onDragCancel={() => setLifted(null)}
    >
      <SortableContext items={items.map(idOf)} strategy={verticalListSortingStrategy} disabled={disabled}>
        <ol className="divide-y">
          {(isWhole ? items : items.slice(0, FIRST)).map((item) => (
            <SortableRow key={idOf(item)} id={idOf(item)} label={gripLabel(item)} disabled={disabled}>
              {row(item, arranged.indexOf(item), arranged)}
            </SortableRow>
          ))}
        </ol>
      </SortableContext>
      <DragOverlay dropAnimation={typeof window !== "undefined" && wantsStill() ? null : { duration: 140 }}>
        {held ? (
          <div className="flex cursor-grabbing items-stretch rounded-lg bg-raised shadow-float">
            <Grip />
            <div className="min-w-0 flex-1">
              {row(held.item, held.to, arranged, hint?.(held.item, held.from, held.to))}
            </div>
          </div>
        ) : null}
      </DragOverlay>
    </DndContext>
  );
}
