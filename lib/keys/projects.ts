// Google Cloud projects, which Gemini's quotas apply to. Named by an admin, or learned from an error.
import { randomUUID } from "node:crypto";
import { change } from "../audit.ts";
import { moveParksToProject } from "../chain-state/park-store.ts";
import type { Context } from "../context.ts";
import { one, type Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { storedLabel } from "./default-label.ts";

export interface ProjectView {
  id: string;
  label: string;
}

/** An existing project by id; one by label, created if missing; or null for unknown. */
export type ProjectChoice = { id: string } | { label: string } | null;

/** The tenant's projects by label. */
export async function listProjects(context: Context): Promise<ProjectView[]> {
  authorise(context, "viewChain");
  return tenantDb(context).project.findMany({
    where: { tenantId: context.tenantId },
    select: { id: true, label: true },
    orderBy: { label: "asc" },
  });
}

/** @returns the id of the chosen project, created if new. Part of the caller's transaction. */
export async function chosenProject(
  tx: Tx,
  { tenantId }: Context,
  choice: ProjectChoice,
): Promise<string | null> {
  if (choice === null) return null;
  if ("id" in choice) {
    const found = await tx.project.findFirst({ where: { tenantId, id: choice.id }, select: { id: true } });
    if (!found) throw new AppError("not_found");
    return found.id;
  }
  const label = storedLabel(choice.label.trim().slice(0, 80));
  return label ? projectNamed(tx, tenantId, label) : null;
}

async function projectNamed(tx: Tx, tenantId: string, label: string): Promise<string> {
  // One atomic statement, since two workers may create it concurrently; Prisma's upsert is not atomic here.
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO "Project" ("id", "tenantId", "label") VALUES (${randomUUID()}::uuid, ${tenantId}::uuid, ${label})
    ON CONFLICT ("tenantId", "label") DO UPDATE SET "label" = excluded."label"
    RETURNING "id"`;
  return one(rows).id;
}

/** Deletes projects without keys. Part of the caller's transaction. */
export async function dropEmptyProjects(tx: Tx, { tenantId }: Context): Promise<void> {
  await tx.project.deleteMany({ where: { tenantId, keys: { none: {} } } });
}

/** Number of separate quotas: one per project, and one per key of unknown project. */
export function countQuotas(keys: readonly { projectId: string | null }[]): number {
  const known = new Set(keys.flatMap(({ projectId }) => projectId ?? []));
  return known.size + keys.filter(({ projectId }) => projectId === null).length;
}

/**
 * Stores the project number that an error of this key contained. A project without a number gets it; a project with
 * another number is replaced, since Google's number overrides the admin's choice. Does nothing if it is already known.
 */
export async function learnProject(context: Context, keyId: string, number: string): Promise<void> {
  authorise(context, "manageKeys");
  const { tenantId } = context;
  const key = await tenantDb(context).key.findFirst({
    where: { tenantId, id: keyId },
    select: { project: { select: { id: true, number: true } } },
  });
  if (!key || key.project?.number === number) return;
  await change(
    context,
    { action: "project.learn", target: keyId, detail: { number } },
    async (tx, compare) => {
      compare({ number: key.project?.number ?? null }, { number });
      const known = await tx.project.findFirst({ where: { tenantId, number }, select: { id: true } });
      if (!known && key.project && key.project.number === null) {
        await tx.project.updateMany({ where: { tenantId, id: key.project.id }, data: { number } });
        return;
      }
      const projectId = known?.id ?? (await projectNamed(tx, tenantId, number));
      await tx.project.updateMany({ where: { tenantId, id: projectId }, data: { number } });
      await tx.key.updateMany({ where: { tenantId, id: keyId }, data: { projectId } });
      await moveParksToProject(tx, context, keyId, projectId);
      await dropEmptyProjects(tx, context);
    },
  );
}
