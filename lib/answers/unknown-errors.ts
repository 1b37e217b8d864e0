// Failures that no rule recognises, stored once per fingerprint for an admin to classify.
import { change } from "../audit.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { type GivenClass, isGiven } from "./given-classes.ts";

/** Per tenant: bounds the list if, for instance, a proxy returns a new error text each time. */
const AT_MOST = 200;

export interface UnknownErrorView {
  fingerprint: string;
  /** Redacted. */
  reason: string;
  httpStatus: number | null;
  times: number;
  class: GivenClass | null;
  firstAt: Date;
  lastAt: Date;
}

/** Unclassified errors first, then the latest. */
export async function listUnknownErrors(context: Context): Promise<UnknownErrorView[]> {
  authorise(context, "viewChain");
  const rows = await tenantDb(context).unknownError.findMany({
    where: { tenantId: context.tenantId },
    orderBy: [{ class: { sort: "asc", nulls: "first" } }, { lastAt: "desc" }],
    omit: { tenantId: true },
  });
  return rows.map((row) => ({ ...row, class: isGiven(row.class) ? row.class : null }));
}

/** How many errors are unclassified. */
export async function countUnknownErrors(context: Context): Promise<number> {
  authorise(context, "viewChain");
  return tenantDb(context).unknownError.count({ where: { tenantId: context.tenantId, class: null } });
}

/**
 * Classifies an error; null makes it unknown again. Applies to later failures, on every worker.
 * @returns the config version that contains the change. @throws AppError "not_found"
 */
export async function classifyError(
  context: Context,
  fingerprint: string,
  given: GivenClass | null,
): Promise<number> {
  authorise(context, "classifyErrors");
  const entry = {
    action: "error.classify" as const,
    target: fingerprint.slice(0, 100),
    detail: { class: given },
  };
  const { version } = await change(context, entry, async (tx, compare) => {
    const key = { tenantId: context.tenantId, fingerprint };
    const error = await tx.unknownError.findUnique({ where: { tenantId_fingerprint: key } });
    if (!error) throw new AppError("not_found");
    await tx.unknownError.updateMany({ where: key, data: { class: given } });
    compare({ class: error.class }, { class: given });
  });
  return version;
}

/** Records an occurrence. Workers call this for every attempt with an unknown error. */
export async function noteUnknownError(
  tenantId: string,
  { fingerprint, reason, httpStatus }: Pick<UnknownErrorView, "fingerprint" | "reason" | "httpStatus">,
): Promise<void> {
  await tenantDb({ tenantId }).query(
    `INSERT INTO "UnknownError" AS e ("tenantId", "fingerprint", "reason", "httpStatus")
     SELECT $1, $2, $3, $4
     WHERE (SELECT count(*) FROM "UnknownError" WHERE "tenantId" = $1 AND "fingerprint" <> $2) < ${AT_MOST}
     ON CONFLICT ("tenantId", "fingerprint")
       DO UPDATE SET "times" = e."times" + 1, "reason" = excluded."reason", "lastAt" = now()`,
    [tenantId, fingerprint, reason, httpStatus],
  );
}
