// What the command palette can lead to: the tenant's bots, keys and models by name.
import type { Context } from "../context.ts";
import { displayNameOf } from "../models/naming.ts";
import { effectiveList, entriesOf } from "../models/order.ts";
import { authorise, can, readsTexts } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";

export interface PaletteTargets {
  bots: { id: string; name: string; username: string }[];
  /** Also those that are switched off. */
  keys: { id: string; label: string; last4: string }[];
  /** Models of the tenant's order, then the others that its keys list. */
  models: { name: string; displayName: string }[];
  /** Of the team. Those who write to the bots are found in the answers. */
  members: { id: string; name: string; email: string }[];
  /** Whether the words of questions, and people by name, can be searched in the answers. */
  searchable: boolean;
}

/** Enough for any tenant that a person keeps in view; a list of more helps nobody. */
const MOST = 2_000;

/** Of what the role may see. @returns no secret and no text of an end user */
export async function paletteTargets(context: Context): Promise<PaletteTargets> {
  authorise(context, "viewAnswers");
  const [bots, chain, members] = await Promise.all([
    can(context.role, "viewBots") ? botsOf(context) : [],
    can(context.role, "viewChain") ? chainOf(context) : { keys: [], models: [] },
    can(context.role, "viewTeam") ? membersOf(context) : [],
  ]);
  return { bots, ...chain, members, searchable: readsTexts(context) };
}

const botsOf = (context: Context) =>
  tenantDb(context).bot.findMany({
    where: { tenantId: context.tenantId },
    select: { id: true, name: true, username: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: MOST,
  });

async function membersOf(context: Context): Promise<PaletteTargets["members"]> {
  const { tenantId } = context;
  const rows = await tenantDb(context).member.findMany({
    where: { tenantId },
    select: { user: { select: { id: true, name: true, email: true } } },
    orderBy: { user: { name: "asc" } },
    take: MOST,
  });
  return rows.map(({ user }) => user);
}

async function chainOf(context: Context): Promise<Pick<PaletteTargets, "keys" | "models">> {
  const { tenantId } = context;
  const own = tenantDb(context);
  const [keys, lists, catalogue] = await Promise.all([
    own.key.findMany({
      where: { tenantId },
      select: { id: true, label: true, last4: true, models: true },
      orderBy: [{ position: "asc" }, { id: "asc" }],
      take: MOST,
    }),
    own.modelList.findMany({ where: { OR: [{ tenantId: null }, { tenantId, botId: null }] } }),
    own.model.findMany({ select: { name: true, displayName: true } }),
  ]);
  const ordered = entriesOf(effectiveList(lists, null)).map(({ model }) => model);
  const listed = [...new Set(keys.flatMap(({ models }) => models))].sort();
  const titles = new Map(catalogue.map(({ name, displayName }) => [name, displayName]));
  return {
    keys: keys.map(({ models: _, ...key }) => key),
    models: [...new Set([...ordered, ...listed])].map((name) => {
      const title = titles.get(name);
      return { name, displayName: title && title !== name ? title : displayNameOf(name) };
    }),
  };
}
