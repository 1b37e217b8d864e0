import { Bot, ChartColumn, KeyRound, Layers, type LucideIcon, MessagesSquare } from "lucide-react";

export interface NavItem {
  name: "bots" | "keys" | "models" | "answers" | "analytics";
  Icon: LucideIcon;
}

/** The pages of a tenant, in the order in which they are shown. */
export const nav: readonly NavItem[] = [
  { name: "bots", Icon: Bot },
  { name: "keys", Icon: KeyRound },
  { name: "models", Icon: Layers },
  { name: "answers", Icon: MessagesSquare },
  { name: "analytics", Icon: ChartColumn },
];

/** How many of them have room under the thumb; the others stand in the menu beside them. */
export const NAV_BAR = 4;

export interface ShellProps {
  tenant: string;
  tenants: readonly { slug: string; name: string }[];
  person: { name: string; email: string };
}
