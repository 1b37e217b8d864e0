// What an entry of the record is about: its name, and where it is in the dashboard if it is still there.
import type { Context } from "../context.ts";
import { displayNameOf } from "../models/naming.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";

export interface Subject {
  name: string;
  /** Within the tenant's pages; null: it is gone, or has no page. */
  path: string | null;
}

interface Named {
  action: string;
  target: string;
  detail: unknown;
  before: unknown;
  after: unknown;
}

const factOf = (facts: unknown, name: string): string | null => {
  const value = (facts as Record<string, unknown> | null)?.[name];
  return typeof value === "string" && value ? value : null;
};

/** The name that the entry itself has, for what is gone. */
function ownName({ before, after, detail }: Named): string | null {
  const facts = [after, before, detail];
  const label = facts.map((each) => factOf(each, "label")).find(Boolean);
  const last4 = facts.map((each) => factOf(each, "last4")).find(Boolean);
  if (label || last4) return [label, last4 && `…${last4}`].filter(Boolean).join(" ");
  const username = facts.map((each) => factOf(each, "username")).find(Boolean);
  return username ? `@${username}` : (facts.map((each) => factOf(each, "url")).find(Boolean) ?? null);
}

/** @returns a function that names what a row is about; null: the action says it all */
export async function subjectsOf(
  context: Context,
  rows: readonly Named[],
): Promise<(row: Named) => Subject | null> {
  const { tenantId } = context;
  const own = tenantDb(context);
  const ids = [...new Set(rows.map(({ target }) => target).filter(isUuid))];
  const where = { tenantId, id: { in: ids } };
  const [bots, keys, members, conversations] = await Promise.all([
    own.bot.findMany({ where, select: { id: true, name: true } }),
    own.key.findMany({ where, select: { id: true, label: true, last4: true } }),
    own.member.findMany({
      where: { tenantId, userId: { in: ids } },
      select: { user: { select: { id: true, name: true } } },
    }),
    own.conversation.findMany({ where, select: { id: true, title: true } }),
  ]);
  const found = new Map<string, Subject>([
    ...bots.map(({ id, name }) => [id, { name, path: `bots/${id}` }] as const),
    ...keys.map(
      ({ id, label, last4 }) => [id, { name: `${label} …${last4}`, path: `keys#key=${id}` }] as const,
    ),
    ...members.map(({ user: { id, name } }) => [id, { name, path: `people#member=${id}` }] as const),
    ...conversations.map(({ id, title }) => [id, { name: title, path: `conversations/${id}` }] as const),
  ]);
  return (row) => {
    const there = found.get(row.target);
    if (there) return there;
    const name = ownName(row);
    if (name) return { name, path: null };
    if (row.action.startsWith("price."))
      return { name: displayNameOf(row.target), path: `models#model=${encodeURIComponent(row.target)}` };
    if (row.action.startsWith("invitation.") && row.target.includes("@"))
      return { name: row.target, path: null };
    return null;
  };
}
