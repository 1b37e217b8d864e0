"use client";
// A menu whose code loads when somebody is about to open the first one.
import { type ReactNode, useState } from "react";
import { loading, type OnDemandPart, useLoaded } from "../on-demand.tsx";
import type { ItemProps, MenuProps } from "./menu-parts.tsx";
import { Opener } from "./opener.tsx";

const parts = loading(() => import("./menu-parts.tsx"));

interface Props extends Omit<MenuProps, "defaultOpen"> {
  /** The code of what is in it, where that loads with the menu. */
  entries?: OnDemandPart<unknown>;
}

export function Menu({ entries = parts, ...props }: Props) {
  const [asked, setAsked] = useState(false);
  const Parts = useLoaded(parts, asked);
  const hasEntries = useLoaded(entries, asked) !== null;
  if (asked && Parts && hasEntries) return <Parts.OpenedMenu {...props} defaultOpen />;
  function near(): void {
    void parts.preload();
    void entries.preload();
  }
  return (
    <Opener opens="menu" onNear={near} onOpen={() => setAsked(true)}>
      {props.trigger}
    </Opener>
  );
}

// What is in a menu is rendered once the menu is there, so its code is there too.

export function MenuItem(props: ItemProps) {
  const Parts = parts.now();
  return Parts ? <Parts.OpenedMenuItem {...props} /> : null;
}

/** A radio item. */
export function MenuChoice(props: { checked: boolean } & Omit<ItemProps, "destructive">) {
  const Parts = parts.now();
  return Parts ? <Parts.OpenedMenuChoice {...props} /> : null;
}

export function MenuSeparator() {
  const Parts = parts.now();
  return Parts ? <Parts.OpenedMenuSeparator /> : null;
}

export function MenuLabel(props: { children: ReactNode }) {
  const Parts = parts.now();
  return Parts ? <Parts.OpenedMenuLabel {...props} /> : null;
}
