"use client";
import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { GripVertical } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ComponentProps, KeyboardEventHandler, ReactNode } from "react";
import { cn } from "./cn.ts";
import { GRIP } from "./sortable-sensors.ts";

/** One row of a SortableList, with its grip. */
export function SortableRow(props: { id: string; label: string; disabled: boolean; children: ReactNode }) {
  const { id, label, disabled, children } = props;
  const t = useTranslations("shell");
  const sortable = useSortable({
    ...{ id, transition: { duration: 140, easing: "ease-out" } },
    attributes: { roleDescription: t("sortable") },
  });
  const { attributes, listeners, isDragging, transform, transition } = sortable;
  // The keyboard drags from the grip only, so that Space still works on the row's other controls.
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

export function Grip(props: ComponentProps<"button">) {
  return (
    <button type="button" {...props} {...{ [GRIP]: "" }} className="grip">
      <GripVertical aria-hidden className="size-4" />
    </button>
  );
}
