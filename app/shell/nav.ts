import {
  Bell,
  Bot,
  ChartColumn,
  KeyRound,
  Layers,
  type LucideIcon,
  MessagesSquare,
  Users,
} from "lucide-react";

export interface NavItem {
  name: "bots" | "keys" | "models" | "answers" | "analytics" | "alerts" | "people";
  Icon: LucideIcon;
}

/** The pages of a tenant, in the order in which they are shown. */
export const nav: readonly NavItem[] = [
  { name: "bots", Icon: Bot },
  { name: "keys", Icon: KeyRound },
  { name: "models", Icon: Layers },
  { name: "answers", Icon: MessagesSquare },
  { name: "analytics", Icon: ChartColumn },
  { name: "alerts", Icon: Bell },
  { name: "people", Icon: Users },
];

/** How many fit into the bar of a phone; the others are in its menu. */
export const NAV_BAR = 4;

export interface ShellProps {
  tenant: string;
  tenants: readonly { slug: string; name: string }[];
  person: { name: string; email: string };
}
