import {
  Activity,
  Bot,
  ChartColumn,
  House,
  KeyRound,
  Layers,
  type LucideIcon,
  MessagesSquare,
  Users,
} from "lucide-react";

export interface NavItem {
  name: "overview" | "bots" | "keys" | "models" | "answers" | "health" | "analytics" | "people";
  Icon: LucideIcon;
}

/** The pages of a tenant, in the order in which they are shown. */
export const nav: readonly NavItem[] = [
  { name: "overview", Icon: House },
  { name: "bots", Icon: Bot },
  { name: "keys", Icon: KeyRound },
  { name: "models", Icon: Layers },
  { name: "answers", Icon: MessagesSquare },
  { name: "health", Icon: Activity },
  { name: "analytics", Icon: ChartColumn },
  { name: "people", Icon: Users },
];

/** Its address within the tenant: the first page is the tenant's own. */
export const pathOf = (tenant: string, { name }: Pick<NavItem, "name">): string =>
  name === "overview" ? `/${tenant}` : `/${tenant}/${name}`;

/** How many fit into the bar of a phone; the others are in its menu. */
export const NAV_BAR = 4;

export interface ShellProps {
  tenant: string;
  tenants: readonly { slug: string; name: string }[];
  person: { name: string; email: string };
}
