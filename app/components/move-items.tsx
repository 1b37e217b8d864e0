"use client";
import { ArrowDown, ArrowDownToLine, ArrowUp, ArrowUpToLine } from "lucide-react";
import { MenuItem } from "./menu.tsx";

const moves = [
  { name: "top", to: () => 0, Icon: ArrowUpToLine },
  { name: "up", to: (index: number) => index - 1, Icon: ArrowUp },
  { name: "down", to: (index: number) => index + 1, Icon: ArrowDown },
  { name: "bottom", to: (_: number, total: number) => total - 1, Icon: ArrowDownToLine },
] as const;

/** The entries of a row's menu that move it within its list. */
export function MoveItems(props: {
  index: number;
  total: number;
  label: (name: (typeof moves)[number]["name"]) => string;
  onMove: (to: number) => void;
}) {
  const { index, total, label, onMove } = props;
  return moves.map(({ name, to: target, Icon }) => {
    const to = target(index, total);
    return (
      <MenuItem key={name} disabled={to < 0 || to >= total || to === index} onSelect={() => onMove(to)}>
        <Icon aria-hidden />
        {label(name)}
      </MenuItem>
    );
  });
}
