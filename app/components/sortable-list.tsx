"use client";
// A list that one orders by dragging: mouse, long press, or Space and arrows, with spoken announcements.
import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  KeyboardSensor,
  type Modifier,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { GripVertical } from "lucide-react";
import {
  type ComponentProps,
  type KeyboardEventHandler,
  type ReactNode,
  useEffect,
  useId,
  useState,
} from "react";
import { cn } from "./cn.ts";
import { moved } from "./moved.ts";

/** What is said to those who cannot see it; places count from 1. */
interface SortableWords {
  instructions: string;
  lifted(id: string, place: number): string;
  over(id: string, place: number): string;
  dropped(id: string, place: number): string;
  cancelled(id: string, place: number): string;
}

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
  words: SortableWords;
  disabled?: boolean;
}

const upAndDown: Modifier = ({ transform }) => ({ ...transform, x: 0 });
const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

export function SortableList<T>({
  items,
  idOf,
  gripLabel,
  row,
  hint,
  onMove,
  words,
  disabled = false,
}: Props<T>) {
  const [lifted, setLifted] = useState<{ id: string; to: number } | null>(null);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 5 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const ids = items.map(idOf);
  const placeOf = (id: unknown) => ids.indexOf(String(id)) + 1;
  const announcements: Announcements = {
    onDragStart: ({ active }) => words.lifted(String(active.id), placeOf(active.id)),
    onDragOver({ active, over }) {
      // The first is over its own place, and would talk over "lifted".
      if (!over || (over.id === active.id && (!lifted || lifted.id === ids[lifted.to]))) return undefined;
      return words.over(String(active.id), placeOf(over.id));
    },
    onDragEnd: ({ active, over }) => words.dropped(String(active.id), placeOf(over ? over.id : active.id)),
    onDragCancel: ({ active }) => words.cancelled(String(active.id), placeOf(active.id)),
  };
  useEffect(() => {
    // A phone answers a long press with a short buzz.
    if (lifted?.id && "vibrate" in navigator && !still()) navigator.vibrate?.(8);
  }, [lifted?.id]);

  function drop({ active, over }: DragEndEvent): void {
    setLifted(null);
    const [from, to] = [ids.indexOf(String(active.id)), ids.indexOf(String(over?.id ?? active.id))];
    if (from !== to && from >= 0 && to >= 0) onMove(from, to);
  }

  const from = lifted ? ids.indexOf(lifted.id) : -1;
  const held = from >= 0 ? items[from] : undefined;
  const arranged = lifted && from >= 0 ? moved(items, from, lifted.to) : items;
  return (
    <DndContext
      id={useId()}
      sensors={sensors}
      collisionDetection={closestCenter}
      modifiers={[upAndDown]}
      accessibility={{ announcements, screenReaderInstructions: { draggable: words.instructions } }}
      onDragStart={({ active }) => setLifted({ id: String(active.id), to: ids.indexOf(String(active.id)) })}
      onDragOver={({ over }) =>
        over && setLifted((now) => now && { ...now, to: ids.indexOf(String(over.id)) })
      }
      onDragEnd={drop}
      onDragCancel={() => setLifted(null)}
    >
      <SortableContext items={ids} strategy={verticalListSortingStrategy} disabled={disabled}>
        <ol className="divide-y">
          {items.map((item, index) => (
            <SortableRow key={ids[index]} id={ids[index]!} label={gripLabel(item)} disabled={disabled}>
              {row(item, arranged.indexOf(item), arranged)}
            </SortableRow>
          ))}
        </ol>
      </SortableContext>
      <DragOverlay dropAnimation={typeof window !== "undefined" && still() ? null : { duration: 140 }}>
        {held && lifted ? (
          <div className="flex cursor-grabbing items-stretch rounded-lg bg-raised shadow-float">
            <Grip />
            <div className="min-w-0 flex-1">
              {row(held, lifted.to, arranged, hint?.(held, from, lifted.to))}
            </div>
          </div>
        ) : null}
      </DragOverlay>
    </DndContext>
  );
}

function SortableRow(props: { id: string; label: string; disabled: boolean; children: ReactNode }) {
  const { id, label, disabled, children } = props;
  const sortable = useSortable({ id, transition: { duration: 140, easing: "ease-out" } });
  const { attributes, listeners, isDragging, transform, transition } = sortable;
  // Keys move it from the grip only, so that Space still works on what else is in the row.
  const { onKeyDown, ...pointers } = listeners ?? {};
  return (
    <li
      ref={sortable.setNodeRef}
      {...(disabled ? {} : pointers)}
      data-id={id}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      className={cn("row-hover flex touch-manipulation items-stretch", isDragging && "opacity-30")}
    >
      {disabled ? null : (
        <Grip
          ref={sortable.setActivatorNodeRef}
          {...attributes}
          onKeyDown={onKeyDown as KeyboardEventHandler | undefined}
          aria-label={label}
        />
      )}
      <div className="min-w-0 flex-1">{children}</div>
    </li>
  );
}

function Grip(props: ComponentProps<"button">) {
  return (
    <button
      type="button"
      {...props}
      className="flex w-9 shrink-0 cursor-grab select-none items-center justify-center rounded-md text-muted-foreground/60 focus-visible:-outline-offset-2 hover:text-foreground active:cursor-grabbing"
    >
      <GripVertical aria-hidden className="size-4" />
    </button>
  );
}
