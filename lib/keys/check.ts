// Whether a key works, asked of Google, and what is kept of the answer.

import pLimit, { type LimitFunction } from "p-limit";
import { clearParksOfKey } from "../chain-state/park-store.ts";
import { isRefusal, mendable } from "../chain-state/park-view.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { env } from "../env.ts";
import { type CheckClass, type ErrorClass, pairsOf, projectOf } from "../fallback/index.ts";
import { checkKey, type ListedModel } from "../gemini/models.ts";
import { isOldKind } from "../gemini/old-key.ts";
import { noteListing } from "../models/catalogue.ts";
import { authorise } from "../people/can.ts";
import { open } from "../secrets.ts";
import { generating, keepListing } from "./listing.ts";
import { learnProject } from "./projects.ts";

/** Towards Google at once, for one admin's paste or "test all". */
const CHECKS_AT_ONCE = 4;

export interface KeyCheck {
  class: CheckClass;
  /** Google's reason, short and redacted. */
  reason: string | null;
  models: ListedModel[];
  /** Google's number of the key's project, where the answer names it. */
  consumer: string | null;
}

/** What a check came to, as a page may show it. */
export interface KeyCheckView {
  class: CheckClass;
  reason: string | null;
  /** How many models it can use. */
  models: number;
}

/** A secret that is not stored: Google refuses it. */
export interface Refused {
  kind: "refused";
  class: ErrorClass;
  reason: string | null;
  /** Keys of its kind (AIza…) are not taken any more, whoever's: a new one is needed. */
  oldKind: boolean;
}

/** @returns null where the secret may be stored: it works, or its fault may pass */
export function refusalOf(secret: string, { class: kind, reason }: KeyCheck): Refused | null {
  if (kind === "ok" || !isRefusal(kind)) return null;
  return { kind: "refused", class: kind, reason, oldKind: isOldKind(secret, reason) };
}

export const checkGate = (): LimitFunction => pLimit(CHECKS_AT_ONCE);

/** Asks Google about a secret; never throws. */
export async function probe(secret: string): Promise<KeyCheck> {
  const result = await checkKey(secret, { baseUrl: env().GEMINI_BASE_URL });
  if (result.ok) return { class: "ok", reason: null, models: result.models, consumer: null };
  const { class: failed, reason, consumer } = result.failure;
  return { class: failed, reason, models: [], consumer };
}

/** The columns of Key that a check fills. The listing of an earlier good check outlives a failed one. */
export function checkColumns({ class: checkClass, reason, models }: KeyCheck) {
  const now = new Date();
  const listed = checkClass === "ok" ? { models: generating(models), gone: [], listedAt: now } : {};
  return { checkClass, checkReason: reason, checkedAt: now, ...listed };
}

export const viewOf = ({ class: checkClass, reason, models }: KeyCheck): KeyCheckView => ({
  class: checkClass,
  reason,
  models: generating(models).length,
});

/**
 * Tests stored keys again, a few at a time: all of the tenant's, or those named.
 * A key that is found good loses what was held against it or its project as a whole.
 */
export async function checkKeys(
  context: Context,
  ids?: readonly string[],
): Promise<Map<string, KeyCheckView>> {
  authorise(context, "manageKeys");
  const { tenantId } = context;
  const keys = await db.key.findMany({
    where: { tenantId, ...(ids ? { id: { in: [...ids] } } : {}) },
    select: { id: true, secret: true, secretIndex: true, projectId: true },
  });
  const gate = checkGate();
  const views = keys.map((key) =>
    gate(async (): Promise<[string, KeyCheckView]> => {
      const check = await probe(
        open(key.secret, { tenantId, table: "Key", rowId: key.id, column: "secret" }),
      );
      await keep(context, key, check);
      return [key.id, viewOf(check)];
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
  // ListModels proves nothing about spent quotas: only what an admin has to mend is taken as mended.
  const project = projectOf({ id: key.id, project: key.projectId });
  const mended = await db.park.count({
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
  if (mended > 0) await db.$transaction((tx) => clearParksOfKey(tx, context, key.id));
}
