// Changes to existing keys; each takes effect on every worker at once.

import { hastenAnswers } from "../answers/hasten.ts";
import { change } from "../audit.ts";
import { clearParksOfKey, moveParksToProject } from "../chain-state/park-store.ts";
import { forgetLimits } from "../chain-state/quota-store.ts";
import type { Context } from "../context.ts";
import { isDuplicate, type Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { ownProjectOf, pairsOf } from "../fallback/index.ts";
import { noteListing } from "../models/catalogue.ts";
import { authorise } from "../people/can.ts";
import { indexOf, last4, seal } from "../secrets.ts";
import { labelOfTwin } from "./add.ts";
import { checkColumns, checkViewOf, type KeyCheckView, probe, type Refused, refusalOf } from "./check.ts";
import { storedLabel } from "./default-label.ts";
import { chosenProject, dropEmptyProjects, type ProjectChoice } from "./projects.ts";

export interface KeyEdit {
  label?: string;
  project?: ProjectChoice;
  enabled?: boolean;
  lastResort?: boolean;
}

/** What the record shows of a key. @throws AppError "not_found" */
async function keyOf(tx: Tx, { tenantId }: Context, id: string) {
  const select = { label: true, last4: true, enabled: true, lastResort: true, projectId: true };
  const key = await tx.key.findUnique({ where: { tenantId_id: { tenantId, id } }, select });
  if (!key) throw new AppError("not_found");
  return key;
}

/** @returns the config version that contains the change. @throws AppError "not_found" */
export async function editKey(context: Context, id: string, edit: KeyEdit): Promise<number> {
  authorise(context, "manageKeys");
  const { tenantId } = context;
  const { project, enabled, lastResort } = edit;
  const label = edit.label === undefined ? undefined : storedLabel(edit.label.trim().slice(0, 80));
  if (label === "") throw new AppError("invalid", {}, "label");
  const detail = {
    ...(label === undefined ? {} : { label }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(lastResort === undefined ? {} : { lastResort }),
  };
  const { version } = await change(
    context,
    { action: "key.edit", target: id, detail },
    async (tx, compare) => {
      const old = await keyOf(tx, context, id);
      const moved: { projectId?: string | null } =
        project === undefined ? {} : { projectId: await chosenProject(tx, context, project) };
      const { count } = await tx.key.updateMany({ where: { tenantId, id }, data: { ...detail, ...moved } });
      if (count === 0) throw new AppError("not_found");
      const after = { ...detail, ...moved };
      const before = Object.keys(after).map((name) => [name, old[name as keyof typeof after]] as const);
      compare(Object.fromEntries(before), after);
      if (moved.projectId) await moveParksToProject(tx, context, id, moved.projectId);
      if (project !== undefined) await dropEmptyProjects(tx, context);
      if (enabled) await hastenAnswers(tx, context);
    },
  );
  return version;
}

export type ReplaceResult =
  | { kind: "replaced"; check: KeyCheckView; version: number }
  | { kind: "duplicate"; label: string }
  | Refused;

/**
 * Replaces a key's secret: label, project and position are kept, its parks are cleared. A secret that Google refuses
 * changes nothing.
 * @throws AppError "not_found"
 */
export async function replaceKey(context: Context, id: string, secret: string): Promise<ReplaceResult> {
  authorise(context, "manageKeys");
  const { tenantId } = context;
  const twin = await labelOfTwin(context, secret, id);
  if (twin !== null) return { kind: "duplicate", label: twin };
  const check = await probe(secret);
  const refused = refusalOf(secret, check);
  if (refused) return refused;
  const entry = {
    action: "key.replace" as const,
    target: id,
    detail: { last4: last4(secret), check: check.class },
  };
  try {
    const { version } = await change(context, entry, async (tx, compare) => {
      const old = await keyOf(tx, context, id);
      compare({ last4: old.last4 }, { last4: last4(secret) });
      const { count } = await tx.key.updateMany({
        where: { tenantId, id },
        data: {
          secret: seal(secret, { tenantId, table: "Key", rowId: id, column: "secret" }),
          secretIndex: indexOf(secret),
          last4: last4(secret),
          // The old secret's listing does not apply to the new one.
          models: [],
          gone: [],
          ...checkColumns(check),
        },
      });
      if (count === 0) throw new AppError("not_found");
      await clearParksOfKey(tx, context, id);
      await forgetLimits(tx, context, id);
      await hastenAnswers(tx, context);
    });
    await noteListing(check.models);
    return { kind: "replaced", check: checkViewOf(check), version };
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return { kind: "duplicate", label: (await labelOfTwin(context, secret, id)) ?? "" };
  }
}

/** Sets the order of keys; keys not in `ids` (added meanwhile) follow in their old order. */
export async function orderKeys(context: Context, ids: readonly string[]): Promise<number> {
  authorise(context, "manageKeys");
  const { tenantId } = context;
  const { version } = await change(context, { action: "key.order", target: "keys" }, async (tx, compare) => {
    const now = await tx.key.findMany({
      where: { tenantId },
      select: { id: true },
      orderBy: [{ position: "asc" }, { id: "asc" }],
    });
    const there = new Set(now.map(({ id }) => id));
    const named = [...new Set(ids)].filter((id) => there.has(id));
    const order = [...new Set([...named, ...there])];
    compare({ order: [...there].join(" ") }, { order: order.join(" ") });
    await tx.$executeRaw`
      UPDATE "Key" SET "position" = o."position"
      FROM unnest(${order}::uuid[]) WITH ORDINALITY AS o("id", "position")
      WHERE "Key"."tenantId" = ${tenantId}::uuid AND "Key"."id" = o."id"`;
  });
  return version;
}

/** Deletes the key and its own parks. Answers keep its label. @throws AppError "not_found" */
export async function removeKey(context: Context, id: string): Promise<number> {
  authorise(context, "manageKeys");
  const { tenantId } = context;
  const { version } = await change(context, { action: "key.remove", target: id }, async (tx, compare) => {
    compare(await keyOf(tx, context, id), null);
    const { count } = await tx.key.deleteMany({ where: { tenantId, id } });
    if (count === 0) throw new AppError("not_found");
    const own = [id, ownProjectOf(id)].flatMap((each) => [
      { id: each },
      { id: { startsWith: pairsOf(each) } },
    ]);
    await tx.park.deleteMany({ where: { tenantId, OR: own } });
    await dropEmptyProjects(tx, context);
  });
  return version;
}
