// The tenant's time zone: where its days begin and end.
import { announce, record } from "../audit.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { tenantDb } from "../tenant-db.ts";
import { authorise } from "./can.ts";

export const dayStart = (tenant: string): string =>
  `(SELECT date_trunc('day', now(), z."timeZone") FROM "Tenant" AS z WHERE z."id" = ${tenant})`;

/**
 * SQL: whether it is of the tenant's today. Between two bounds, since the planner takes what lies beyond one unknown bound to
 * be a third of the table, and reads the whole table.
 * @param at a column @param tenant the statement's placeholder for its id
 */
export const isToday = (at: string, tenant: string): string =>
  `${at} >= ${dayStart(tenant)} AND ${at} < ${dayStart(tenant)} + interval '25 hours'`;

/** An IANA name, like "Asia/Tashkent". Any role. */
export async function readZone(context: Context): Promise<string> {
  authorise(context, "viewAnswers");
  const { timeZone } = await tenantDb(context).tenant.findFirstOrThrow({
    where: { id: context.tenantId },
    select: { timeZone: true },
  });
  return timeZone;
}

/** Whether both the browser's clock and Postgres know the name; offsets like "+05:00" have no summer time. */
export async function isZone(tenant: Pick<Context, "tenantId">, zone: string): Promise<boolean> {
  if (!/^[A-Z][\w+-]*(\/[\w+-]+)*$/i.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
  } catch {
    return false;
  }
  const { rows } = await tenantDb(tenant).query(`SELECT 1 FROM pg_timezone_names WHERE name = $1`, [zone]);
  return rows.length > 0;
}

/** @throws AppError "zone_unknown" */
export async function setZone(context: Context, zone: string): Promise<void> {
  authorise(context, "manageSettings");
  if (!(await isZone(context, zone))) throw new AppError("zone_unknown", {}, "zone");
  await tenantDb(context).$transaction(async (tx) => {
    const where = { id: context.tenantId };
    const before = await tx.tenant.findUniqueOrThrow({ where, select: { timeZone: true } });
    await tx.tenant.update({ where, data: { timeZone: zone } });
    await record(tx, context, {
      ...{ action: "tenant.zone", target: context.tenantId, before },
      after: { timeZone: zone },
    });
    // Workers answer by the hours of its clock.
    await announce(tx, context.tenantId);
  });
}
