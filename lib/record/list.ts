// Reads the record of a tenant.
import type { Prisma } from "#generated/client.ts";
import type { Context } from "../context.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";
import { type RecordKind, recordKinds } from "./kinds.ts";
import { type Subject, subjectsOf } from "./subjects.ts";

const PAGE = 50;

export interface RecordFilter {
  kind?: RecordKind | null;
  actorId?: string | null;
  target?: string | null;
  from?: Date | null;
  /** Before this moment. */
  to?: Date | null;
  /** Only what somebody of the platform did while they visited. */
  platform?: boolean;
  /** Continues after the page that ended with this id. */
  after?: string | null;
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
  /** Done by somebody of the platform while they visited. */
  platform: boolean;
  /** What it is about. */
  subject: Subject | null;
}

/** People who have acted in the tenant, members or not, by name. */
export async function actorsOf(context: Context): Promise<{ id: string; name: string }[]> {
  authorise(context, "readRecord");
  const { rows } = await tenantDb(context).query<{ id: string; name: string }>(
    `WITH RECURSIVE actor AS (
       (SELECT "actorId" FROM "Audit" WHERE "tenantId" = $1 AND "actorId" IS NOT NULL ORDER BY 1 LIMIT 1)
       UNION ALL
       SELECT (SELECT a."actorId" FROM "Audit" AS a WHERE a."tenantId" = $1 AND a."actorId" > actor."actorId" ORDER BY 1 LIMIT 1)
       FROM actor WHERE actor."actorId" IS NOT NULL)
     SELECT u."id", u."name" FROM actor JOIN "User" AS u ON u."id" = actor."actorId" ORDER BY lower(u."name"), u."id"`,
    [context.tenantId],
  );
  return rows;
}

/** The latest first. @param take rows of a page @returns a page, and the `after` of the next one; null at the end */
export async function listRecord(
  context: Context,
  { kind, actorId, target, from, to, platform, after }: RecordFilter,
  take = PAGE,
): Promise<{ rows: RecordView[]; next: string | null }> {
  authorise(context, "readRecord");
  if (actorId && !isUuid(actorId)) return { rows: [], next: null };
  const cursor = after && /^\d{1,18}$/.test(after) ? { id: { lt: BigInt(after) } } : {};
  const found = await tenantDb(context).audit.findMany({
    where: {
      tenantId: context.tenantId,
      ...cursor,
      ...(kind && { OR: recordKinds[kind].map((begin) => ({ action: { startsWith: begin } })) }),
      ...(actorId && { actorId }),
      ...(target && { target }),
      ...(platform && { platform }),
      ...((from || to) && { at: { ...(from && { gte: from }), ...(to && { lt: to }) } }),
    },
    orderBy: { id: "desc" },
    take: take + 1,
    omit: { tenantId: true },
  });
  const page = found.slice(0, take);
  const subjectOf = await subjectsOf(context, page);
  const people = await tenantDb(context).user.findMany({
    where: { id: { in: page.flatMap((row) => row.actorId ?? []) } },
    select: { id: true, name: true },
  });
  const nameOf = new Map(people.map(({ id, name }) => [id, name]));
  const rows = page.map((row) => ({
    ...row,
    id: String(row.id),
    actor: nameOf.get(row.actorId ?? "") ?? null,
    subject: subjectOf(row),
  }));
  return { rows, next: found.length > take ? (rows.at(-1)?.id ?? null) : null };
}
