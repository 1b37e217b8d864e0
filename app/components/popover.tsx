"use client";
// A popover whose code loads when somebody is about to open the first one.
import { useState } from "react";
import { loading, useLoaded } from "../on-demand.tsx";
import { Opener } from "./opener.tsx";
import type { PopoverProps } from "./popover-parts.tsx";

const parts = loading(() => import("./popover-parts.tsx"));

export function Popover(props: PopoverProps) {
  const [asked, setAsked] = useState(false);
  const wanted = asked || props.open === true;
  const Parts = useLoaded(parts, wanted);
  if (wanted && Parts) return <Parts.OpenedPopover {...props} />;
  return (
    <Opener
      opens="dialog"
      onNear={parts.preload}
      onOpen={() => {
        setAsked(true);
        props.onOpenChange?.(true);
      }}
    >
      {props.trigger}
    </Opener>
  );
}
