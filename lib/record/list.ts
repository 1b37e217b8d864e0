// Reads the record of a tenant.
import type { Prisma } from "#generated/client.ts";
import type { Context } from "../context.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";

const PAGE = 50;

export interface RecordFilter {
  /** The beginning of an action, for instance `key.`. */
  action?: string;
  actorId?: string;
  target?: string;
  /** Continues after the page that ended with this id. */
  after?: string;
}

export interface RecordView {
  id: string;
  at: Date;
  action: string;
  target: string;
  actorId: string | null;
  /** Null: the platform itself, or a user who was deleted. */
  actor: string | null;
  detail: Prisma.JsonValue;
  before: Prisma.JsonValue;
  after: Prisma.JsonValue;
  address: string | null;
  agent: string | null;
}

/** The latest first. @returns a page, and the `after` of the next one; null at the end */
export async function listRecord(
  context: Context,
  { action, actorId, target, after }: RecordFilter,
): Promise<{ rows: RecordView[]; next: string | null }> {
  authorise(context, "readRecord");
  if (actorId && !isUuid(actorId)) return { rows: [], next: null };
  const cursor = after !== undefined && /^\d{1,18}$/.test(after) ? { id: { lt: BigInt(after) } } : {};
  const found = await tenantDb(context).audit.findMany({
    where: {
      tenantId: context.tenantId,
      ...cursor,
      ...(action && { action: { startsWith: action } }),
      ...(actorId && { actorId }),
      ...(target && { target }),
    },
    orderBy: { id: "desc" },
    take: PAGE + 1,
    omit: { tenantId: true },
  });
  const page = found.slice(0, PAGE);
  const people = await tenantDb(context).user.findMany({
    where: { id: { in: page.flatMap((row) => row.actorId ?? []) } },
    select: { id: true, name: true },
  });
  const nameOf = new Map(people.map(({ id, name }) => [id, name]));
  const rows = page.map((row) => ({
    ...row,
    id: String(row.id),
    actor: nameOf.get(row.actorId ?? "") ?? null,
  }));
  return { rows, next: found.length > PAGE ? (rows.at(-1)?.id ?? null) : null };
}
