"use client";
// How a finger lifts a row: at once by the grip, by a long press elsewhere, where a quick move scrolls the page.
import {
  KeyboardSensor,
  MouseSensor,
  PointerSensor,
  type PointerSensorOptions,
  type SensorDescriptor,
  type SensorOptions,
  TouchSensor,
  type TouchSensorOptions,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { sortableKeyboardCoordinates } from "@dnd-kit/sortable";
import type { PointerEvent, TouchEvent } from "react";

/** Marks a grip; its style must hold `touch-action: none`, or the browser takes the finger for scrolling. */
export const GRIP = "data-grip";

const isOnGrip = ({ target }: Event): boolean =>
  target instanceof Element && target.closest(`[${GRIP}]`) !== null;

/** dnd-kit keeps one listener for each kind of event, so the two sensors of a finger listen to different kinds. */
class GripSensor extends PointerSensor {
  static override activators = [
    {
      eventName: "onPointerDown" as const,
      handler({ nativeEvent: event }: PointerEvent, { onActivation }: PointerSensorOptions): boolean {
        if (!event.isPrimary || event.pointerType === "mouse" || !isOnGrip(event)) return false;
        onActivation?.({ event });
        return true;
      },
    },
  ];
}

class RowSensor extends TouchSensor {
  static override activators = [
    {
      eventName: "onTouchStart" as const,
      handler({ nativeEvent: event }: TouchEvent, { onActivation }: TouchSensorOptions): boolean {
        if (event.touches.length > 1 || isOnGrip(event)) return false;
        onActivation?.({ event });
        return true;
      },
    },
  ];
}

export const useSortableSensors = (): SensorDescriptor<SensorOptions>[] =>
  useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 5 } }),
    useSensor(GripSensor),
    useSensor(RowSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
