// Checks keys against Google's ListModels and stores the results.

import pLimit, { type LimitFunction } from "p-limit";
import { clearParksOfKey } from "../chain-state/park-store.ts";
import { isRefusal, mendable } from "../chain-state/park-view.ts";
import type { Context } from "../context.ts";
import { env } from "../env.ts";
import { type CheckClass, type ErrorClass, pairsOf, projectOf } from "../fallback/index.ts";
import { checkKey, type ListedModel } from "../gemini/models.ts";
import { isOldKind } from "../gemini/old-key.ts";
import { noteListing } from "../models/catalogue.ts";
import { authorise } from "../people/can.ts";
import { isReadable, open } from "../secrets.ts";
import { tenantDb } from "../tenant-db.ts";
import { generating, keepListing } from "./listing.ts";
import { learnProject } from "./projects.ts";

/** Concurrent requests to Google for one paste or "test all". */
const CHECKS_AT_ONCE = 4;

export interface KeyCheck {
  class: CheckClass;
  /** Google's reason, short and redacted. */
  reason: string | null;
  models: ListedModel[];
  /** Google's project number of the key, if the response names it. */
  consumer: string | null;
}

/** Result of a check, for the dashboard. */
export interface KeyCheckView {
  class: CheckClass;
  reason: string | null;
  /** Number of models that the key can use. */
  models: number;
}

/** A secret that is not stored because Google refuses it. */
export interface Refused {
  kind: "refused";
  class: ErrorClass;
  reason: string | null;
  /** True for the retired key format (AIza…): the admin needs a new key. */
  oldKind: boolean;
}

/** @returns null if the secret may be stored: it works, or its failure may be temporary */
export function refusalOf(secret: string, { class: kind, reason }: KeyCheck): Refused | null {
  if (kind === "ok" || !isRefusal(kind)) return null;
  return { kind: "refused", class: kind, reason, oldKind: isOldKind(secret, reason) };
}

export const checkGate = (): LimitFunction => pLimit(CHECKS_AT_ONCE);

/** Checks a secret with Google; never throws. */
export async function probe(secret: string): Promise<KeyCheck> {
  const result = await checkKey(secret, { baseUrl: env().GEMINI_BASE_URL });
  if (result.ok) return { class: "ok", reason: null, models: result.models, consumer: null };
  const { class: failed, reason, consumer } = result.failure;
  return { class: failed, reason, models: [], consumer };
}

/** The columns of Key that a check sets. A failed check keeps the listing of the last successful one. */
export function checkColumns({ class: checkClass, reason, models }: KeyCheck) {
  const now = new Date();
  const listed = checkClass === "ok" ? { models: generating(models), gone: [], listedAt: now } : {};
  return { checkClass, checkReason: reason, checkedAt: now, ...listed };
}

export const checkViewOf = ({ class: checkClass, reason, models }: KeyCheck): KeyCheckView => ({
  class: checkClass,
  reason,
  models: generating(models).length,
});

/**
 * Tests stored keys again, a few in parallel: all of the tenant's, or the given ones. A successful check clears parks
 * of the key and its project if an admin was needed to resolve them.
 */
export async function checkKeys(
  context: Context,
  ids?: readonly string[],
): Promise<Map<string, KeyCheckView>> {
  authorise(context, "manageKeys");
  const { tenantId } = context;
  const keys = await tenantDb(context).key.findMany({
    where: { tenantId, ...(ids ? { id: { in: [...ids] } } : {}) },
    select: { id: true, secret: true, secretIndex: true, projectId: true },
  });
  const gate = checkGate();
  // What cannot be decrypted cannot be tested: its state says so.
  const views = keys
    .filter(({ secret }) => isReadable(secret))
    .map((key) =>
      gate(async (): Promise<[string, KeyCheckView]> => {
        const check = await probe(
          open(key.secret, { tenantId, table: "Key", rowId: key.id, column: "secret" }),
        );
        await keep(context, key, check);
        return [key.id, checkViewOf(check)];
      }),
    );
  return new Map(await Promise.all(views));
}

async function keep(
  context: Context,
  key: { id: string; secretIndex: string; projectId: string | null },
  check: KeyCheck,
): Promise<void> {
  const { tenantId } = context;
  if (check.class === "ok") await noteListing(check.models);
  if (!(await keepListing(tenantId, key, checkColumns(check)))) return;
  if (check.consumer) await learnProject(context, key.id, check.consumer);
  if (check.class !== "ok") return;
  // ListModels proves nothing about exhausted quotas, so only parks that an admin has to resolve count as resolved.
  const project = projectOf({ id: key.id, project: key.projectId });
  const mended = await tenantDb(context).park.count({
    where: {
      tenantId,
      class: { in: [...mendable] },
      OR: [
        { scope: "key", id: key.id },
        { scope: "project", id: project },
        { scope: "project_model", id: { startsWith: pairsOf(project) } },
      ],
    },
  });
  if (mended > 0) await tenantDb(context).$transaction((tx) => clearParksOfKey(tx, context, key.id));
}
