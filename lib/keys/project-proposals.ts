// Proposes keys that seem to share a Google project; an admin decides.
import { randomUUID } from "node:crypto";
import { change } from "../audit.ts";
import { moveParksToProject } from "../chain-state/park-store.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { type Meeting, proposeProjects } from "../fallback/index.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { dropEmptyProjects } from "./projects.ts";

export interface ProposalView {
  keys: { id: string; label: string; last4: string }[];
  /** The known project of one of the keys, if any. */
  project: { id: string; label: string } | null;
  /** How often they were refused at the same time. */
  times: number;
}

const DAYS = 7;
const MEETINGS_AT_MOST = 5_000;

export async function listProposals(context: Context): Promise<ProposalView[]> {
  authorise(context, "viewChain");
  const { tenantId } = context;
  const keys = await tenantDb(context).key.findMany({
    where: { tenantId },
    select: { id: true, label: true, last4: true, project: { select: { id: true, label: true } } },
  });
  if (keys.length < 2 || keys.every(({ project }) => project)) return [];
  const byId = new Map(keys.map((key) => [key.id, key]));
  const { rows } = await tenantDb(context).query<Omit<Meeting, "project">>(
    `SELECT (extract(epoch from a."startedAt") * 1000)::float8 AS "at", a."keyId", a."model", a."quotaId"
     FROM "Attempt" AS a
     WHERE a."tenantId" = $1 AND a."keyId" = ANY($2::uuid[]) AND a."startedAt" > now() - interval '${DAYS} days'
       AND (a."quotaId" IS NOT NULL OR a."class" = 'ok')
     ORDER BY a."startedAt" DESC LIMIT ${MEETINGS_AT_MOST}`,
    [tenantId, [...byId.keys()]],
  );
  const meetings = rows.map((row) => ({ ...row, project: byId.get(row.keyId)?.project?.id ?? null }));
  return proposeProjects(meetings).map(({ keyIds, project, times }) => ({
    keys: keyIds.flatMap((id) => {
      const key = byId.get(id);
      return key ? [{ id, label: key.label, last4: key.last4 }] : [];
    }),
    project: keys.find((key) => key.project?.id === project)?.project ?? null,
    times,
  }));
}

/** Creates a project named after the key, with a number if the name is taken. */
async function newProject(tx: Tx, { tenantId }: Context, label: string): Promise<string> {
  const taken = new Set(
    (await tx.project.findMany({ where: { tenantId }, select: { label: true } })).map((each) => each.label),
  );
  let free = label;
  for (let n = 2; taken.has(free); n++) free = `${label} (${n})`;
  const { id } = await tx.project.create({ data: { id: randomUUID(), tenantId, label: free } });
  return id;
}

/**
 * Stores the admin's decision. `same`: all keys join the project that one of them has, else a new one. Otherwise each
 * key without a known project gets its own, so that it is not proposed again.
 * @returns the config version that contains the change. @throws AppError "not_found"
 */
export async function decideProject(
  context: Context,
  { keyIds, same }: { keyIds: readonly string[]; same: boolean },
): Promise<number> {
  authorise(context, "manageKeys");
  const { tenantId } = context;
  const action = same ? ("project.join" as const) : ("project.part" as const);
  const entry = { action, target: keyIds.join(" ").slice(0, 300) };
  const { version } = await change(context, entry, async (tx, compare) => {
    const keys = await tx.key.findMany({
      where: { tenantId, id: { in: [...keyIds] } },
      select: { id: true, label: true, projectId: true },
      orderBy: { position: "asc" },
    });
    const [first] = keys;
    if (!first || keys.length !== new Set(keyIds).size) throw new AppError("not_found");
    const projects: Record<string, string> = {};
    const known = keys.find(({ projectId }) => projectId)?.projectId;
    const shared = same ? (known ?? (await newProject(tx, context, first.label))) : null;
    for (const { id, label, projectId } of keys) {
      if (projectId) continue;
      const to = shared ?? (await newProject(tx, context, label));
      await tx.key.updateMany({ where: { tenantId, id }, data: { projectId: to } });
      projects[id] = to;
      await moveParksToProject(tx, context, id, to);
    }
    compare(Object.fromEntries(Object.keys(projects).map((id) => [id, null])), projects);
    await dropEmptyProjects(tx, context);
  });
  return version;
}
