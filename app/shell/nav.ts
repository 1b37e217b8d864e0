import {
  Activity,
  Bell,
  Bot,
  ChartColumn,
  History,
  House,
  KeyRound,
  Layers,
  ListChecks,
  type LucideIcon,
  Megaphone,
  MessagesSquare,
  Settings2,
  Users,
} from "lucide-react";
import type { Role } from "#generated/enums.ts";
import { can, type Permission } from "#lib/people/can.ts";

export interface NavItem {
  name:
    | "overview"
    | "bots"
    | "keys"
    | "models"
    | "conversations"
    | "broadcasts"
    | "answers"
    | "health"
    | "analytics"
    | "alerts"
    | "people"
    | "audit"
    | "settings";
  Icon: LucideIcon;
  /** What its page demands. */
  may: Permission;
}

/** The pages of a tenant, in the order in which they are shown. */
const nav: readonly NavItem[] = [
  { name: "overview", Icon: House, may: "viewBots" },
  { name: "bots", Icon: Bot, may: "viewBots" },
  { name: "keys", Icon: KeyRound, may: "viewChain" },
  { name: "models", Icon: Layers, may: "viewChain" },
  { name: "conversations", Icon: MessagesSquare, may: "viewAnswers" },
  { name: "broadcasts", Icon: Megaphone, may: "viewAnswers" },
  { name: "answers", Icon: ListChecks, may: "viewAnswers" },
  { name: "health", Icon: Activity, may: "viewChain" },
  { name: "analytics", Icon: ChartColumn, may: "viewAnalytics" },
  { name: "alerts", Icon: Bell, may: "viewAlerts" },
  { name: "people", Icon: Users, may: "viewTeam" },
  { name: "audit", Icon: History, may: "readRecord" },
  { name: "settings", Icon: Settings2, may: "viewSettings" },
];

/** The pages that this role may see. */
export const navOf = (role: Role): readonly NavItem[] => nav.filter(({ may }) => can(role, may));

/** Its address within the tenant: the first page is the tenant's own. */
export const pathOf = (tenant: string, { name }: Pick<NavItem, "name">): string =>
  name === "overview" ? `/${tenant}` : `/${tenant}/${name}`;

/** Whether this address is the page's, or below it. */
export function isHere(tenant: string, item: Pick<NavItem, "name">, path: string): boolean {
  const own = pathOf(tenant, item);
  return path === own || (item.name !== "overview" && path.startsWith(`${own}/`));
}

const pagesOfFigures: readonly NavItem["name"][] = ["overview", "health", "analytics"];

/** What its skeleton looks like. */
export const shapeOf = (name: NavItem["name"]): "list" | "figures" =>
  pagesOfFigures.includes(name) ? "figures" : "list";

/** The page that opens first. */
export const firstPageOf = (role: Role): NavItem["name"] => navOf(role)[0]?.name ?? "answers";

/** How many fit into the bar of a phone; the others are in its menu. */
export const NAV_BAR = 4;

export interface ShellProps {
  tenant: string;
  tenants: readonly { slug: string; name: string }[];
  role: Role;
  person: { name: string; email: string; platformAdmin: boolean };
}
