// How long the tenant's data is kept: read and changed by its members.
import { record } from "../audit.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { type Spans, spanChoices, spansFrom } from "./spans.ts";

const select = { messageMonths: true, callMonths: true, updateDays: true } as const;

export async function readSpans(context: Context): Promise<Spans> {
  authorise(context, "viewSettings");
  const { tenantId } = context;
  return spansFrom(await tenantDb(context).retention.findFirst({ where: { tenantId }, select }));
}

/**
 * What is older than a shorter span goes within the hour; what is gone does not come back with a longer one.
 * @throws AppError "invalid"
 */
export async function setSpans(context: Context, given: Spans): Promise<void> {
  authorise(context, "manageSettings");
  const { tenantId } = context;
  for (const field of Object.keys(spanChoices) as (keyof Spans)[])
    if (!(spanChoices[field] as readonly number[]).includes(given[field]))
      throw new AppError("invalid", {}, field);
  const { messageMonths, callMonths, updateDays } = given;
  const chosen = { messageMonths, callMonths: Math.min(callMonths, messageMonths), updateDays };
  await tenantDb(context).$transaction(async (tx) => {
    const where = { tenantId };
    const before = spansFrom(await tx.retention.findUnique({ where, select }));
    const dueAt = new Date();
    await tx.retention.upsert({
      where,
      create: { tenantId, ...chosen, dueAt },
      update: { ...chosen, dueAt },
    });
    await record(tx, context, {
      ...{ action: "tenant.retention", target: tenantId },
      ...{ before: { ...before }, after: chosen },
    });
  });
}
