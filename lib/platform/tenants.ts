// The platform's tenants: found, created, limited, suspended. For people of the platform only.
import { randomUUID } from "node:crypto";
import { announce } from "../audit.ts";
import { db, isDuplicate, pool } from "../db.ts";
import { AppError } from "../errors.ts";
import { invite } from "../people/invitations.ts";
import type { PlanLimits } from "../people/limit-names.ts";
import { limitsIn } from "../people/limits.ts";
import type { Delivery } from "../people/links.ts";
import type { Person } from "../people/person.ts";
import { authorisePlatform } from "../people/platform.ts";
import { normalSlug, requireFreeSlug } from "../people/slugs.ts";
import { type TenantUse, usageOf } from "../people/usage.ts";
import { PLATFORM_TENANT } from "../shared-keys/tenant.ts";
import { isUuid } from "../uuid.ts";
import { changeInTenant, recordInTenant } from "./change.ts";

const PAGE = 50;

export interface TenantRowView {
  id: string;
  slug: string;
  name: string;
  plan: string | null;
  suspendedAt: Date | null;
  createdAt: Date;
  bots: number;
  keys: number;
  members: number;
}

export interface TenantFilter {
  /** Part of the name or the address. */
  text?: string | null;
  planId?: string | null;
  suspended?: boolean;
  /** The tenant that the page before ended with. */
  after?: string | null;
}

const uuidIn = (given: string | null | undefined): string | null => (given && isUuid(given) ? given : null);

/** By name. @returns a page, and the `after` of the next one; null at the end */
export async function listTenants(
  person: Person,
  { text, planId, suspended = false, after }: TenantFilter,
): Promise<{ rows: TenantRowView[]; next: string | null }> {
  authorisePlatform(person);
  const { rows } = await pool.query<TenantRowView>(
    `WITH page AS (
       SELECT t."id", t."slug", t."name", t."planId", t."suspendedAt", t."createdAt" FROM "Tenant" AS t
       WHERE t."id" <> '${PLATFORM_TENANT}' AND ($1::text IS NULL OR strpos(lower(t."name"), lower($1)) > 0 OR strpos(t."slug", lower($1)) > 0)
         AND ($2::uuid IS NULL OR t."planId" = $2) AND (NOT $3 OR t."suspendedAt" IS NOT NULL)
         AND ($4::uuid IS NULL OR (lower(t."name"), t."id") > (SELECT lower("name"), "id" FROM "Tenant" WHERE "id" = $4))
       ORDER BY lower(t."name"), t."id" LIMIT ${PAGE + 1})
     SELECT t."id", t."slug", t."name", t."suspendedAt", t."createdAt", p."name" AS "plan",
       (SELECT count(*)::int FROM "Bot" WHERE "tenantId" = t."id") AS "bots",
       (SELECT count(*)::int FROM "Key" WHERE "tenantId" = t."id") AS "keys",
       (SELECT count(*)::int FROM "Member" WHERE "tenantId" = t."id") AS "members"
     FROM page AS t LEFT JOIN "Plan" AS p ON p."id" = t."planId" ORDER BY lower(t."name"), t."id"`,
    [text || null, uuidIn(planId), suspended, uuidIn(after)],
  );
  const page = rows.slice(0, PAGE);
  return { rows: page, next: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null };
}

export interface TenantDetails {
  id: string;
  slug: string;
  name: string;
  suspendedAt: Date | null;
  createdAt: Date;
  planId: string | null;
  /** What differs from the plan. */
  ownLimits: PlanLimits;
  usage: TenantUse;
  owners: { name: string; email: string }[];
  /** Until when the person visits it; null: they do not. */
  visitUntil: Date | null;
  /** The person is a member, and needs no visit. */
  isMember: boolean;
}

/** @returns null if there is no such tenant */
export async function readTenant(person: Person, id: string): Promise<TenantDetails | null> {
  authorisePlatform(person);
  if (!isUuid(id) || id === PLATFORM_TENANT) return null;
  const tenant = await db.tenant.findUnique({
    where: { id },
    select: {
      ...{ id: true, slug: true, name: true, suspendedAt: true, createdAt: true, planId: true, limits: true },
      members: {
        where: { role: "owner" },
        select: { user: { select: { name: true, email: true } } },
        orderBy: { createdAt: "asc" },
        take: 10,
      },
    },
  });
  if (!tenant) return null;
  const { members, limits, ...rest } = tenant;
  const own = person.tenants.find(({ tenantId }) => tenantId === id);
  return {
    ...rest,
    ownLimits: limitsIn(limits),
    usage: await usageOf(id),
    owners: members.map(({ user }) => user),
    visitUntil: own?.visitUntil ?? null,
    isMember: own !== undefined && own.visitUntil === null,
  };
}

export interface NewTenant {
  name: string;
  slug: string;
  /** Gets an invitation as its owner. */
  email: string;
  planId: string | null;
}

/** @returns its id, and how its owner gets the invitation. @throws AppError "slug_shape", "slug_taken" or "not_found" */
export async function createTenant(
  person: Person,
  given: NewTenant,
): Promise<{ id: string; delivery: Delivery }> {
  authorisePlatform(person);
  const { name, email, planId } = given;
  const [id, slug] = [randomUUID(), normalSlug(given.slug)];
  await db.$transaction(async (tx) => {
    await requireFreeSlug(tx, slug, null);
    await requirePlan(planId);
    await tx.tenant.create({ data: { id, slug, name, planId } });
    const entry = { action: "tenant.create" as const, target: id, after: { name, slug } };
    await recordInTenant(tx, person, id, entry);
    await announce(tx, id);
  });
  return { id, delivery: await inviteOwner(person, id, email) };
}

/** For a tenant whose owner never came, or is lost. @throws AppError "not_found", "member_already" or "limit_reached" */
export async function inviteOwner(person: Person, id: string, email: string): Promise<Delivery> {
  authorisePlatform(person);
  if (!isUuid(id) || id === PLATFORM_TENANT || (await db.tenant.count({ where: { id } })) === 0)
    throw new AppError("not_found");
  const context = { tenantId: id, role: "owner", actorId: person.id, visiting: true } as const;
  return invite({ ...context, ...(person.from && { from: person.from }) }, { email, role: "owner" });
}

/** @throws AppError "not_found" */
async function requirePlan(planId: string | null): Promise<void> {
  if (planId !== null && (await db.plan.count({ where: { id: planId } })) === 0)
    throw new AppError("not_found");
}

/** Its bots stop, or run again; everything that is stored stays. @throws AppError "not_found" */
export async function suspendTenant(person: Person, id: string, suspended: boolean): Promise<void> {
  authorisePlatform(person);
  await db.$transaction(async (tx) => {
    const { count } = await tx.tenant.updateMany({
      where: { id, suspendedAt: suspended ? null : { not: null } },
      data: { suspendedAt: suspended ? new Date() : null },
    });
    if (count === 0 && (await tx.tenant.count({ where: { id } })) === 0) throw new AppError("not_found");
    if (count === 0) return;
    await changeInTenant(tx, person, id, {
      action: suspended ? "tenant.suspend" : "tenant.resume",
      ...{ target: id, before: { suspended: !suspended }, after: { suspended } },
    });
  });
}

/** @param limits what differs from the plan. @throws AppError "not_found" */
export async function limitTenant(
  person: Person,
  id: string,
  { planId, limits }: { planId: string | null; limits: PlanLimits },
): Promise<void> {
  authorisePlatform(person);
  const figures = limitsIn(limits);
  await db
    .$transaction(async (tx) => {
      const select = { limits: true, plan: { select: { name: true } } } as const;
      const old = await tx.tenant.findUnique({ where: { id }, select });
      if (!old) throw new AppError("not_found");
      const data = { planId, limits: figures };
      const now = await tx.tenant.update({ where: { id }, data, select });
      await changeInTenant(tx, person, id, {
        ...{ action: "tenant.limits", target: id },
        before: { plan: old.plan?.name ?? null, ...limitsIn(old.limits) },
        after: { plan: now.plan?.name ?? null, ...figures },
      });
    })
    .catch((error: { code?: string }) => {
      // The plan was removed meanwhile.
      throw error.code === "P2003" || isDuplicate(error) ? new AppError("not_found") : error;
    });
}
