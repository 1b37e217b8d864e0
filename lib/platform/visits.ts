// Visits: somebody of the platform enters a tenant that they are no member of, to help. For an hour, with a reason; the
// tenant is shown it while it lasts, and everything they do is marked in its record.
import { randomUUID } from "node:crypto";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import type { Person } from "../people/person.ts";
import { authorisePlatform } from "../people/platform.ts";
import { PLATFORM_TENANT } from "../shared-keys/tenant.ts";
import { tenantDb } from "../tenant-db.ts";
import { changeInTenant } from "./change.ts";

const VISIT_MS = 60 * 60_000;

/**
 * A visit under way begins anew, with the new reason.
 * @returns the tenant's slug. @throws AppError "not_found"
 */
export async function enterTenant(person: Person, tenantId: string, reason: string): Promise<string> {
  authorisePlatform(person);
  const until = new Date(Date.now() + VISIT_MS);
  const visit = { reason, until, startedAt: new Date() };
  return db.$transaction(async (tx) => {
    const tenant = await tx.tenant.findUnique({ where: { id: tenantId }, select: { slug: true } });
    if (!tenant || tenantId === PLATFORM_TENANT) throw new AppError("not_found");
    await tx.visit.upsert({
      where: { tenantId_userId: { tenantId, userId: person.id } },
      create: { id: randomUUID(), tenantId, userId: person.id, ...visit },
      update: visit,
    });
    await changeInTenant(tx, person, tenantId, {
      ...{ action: "impersonation.start", target: person.id },
      after: { reason, until: until.toISOString() },
    });
    return tenant.slug;
  });
}

/** Ends the person's visit; nothing if there is none. */
export async function leaveTenant(person: Person, tenantId: string): Promise<void> {
  authorisePlatform(person);
  await db.$transaction(async (tx) => {
    const where = { tenantId, userId: person.id };
    const { count } = await tx.visit.deleteMany({ where: { ...where, until: { gt: new Date() } } });
    if (count === 0) return;
    const entry = { action: "impersonation.end" as const, target: person.id, before: { visiting: true } };
    await changeInTenant(tx, person, tenantId, { ...entry, after: { visiting: false } });
  });
}

export interface VisitView {
  name: string;
  reason: string;
  until: Date;
}

/** Who of the platform is in the tenant now. Every role sees it. */
export async function visitsTo(context: Context): Promise<VisitView[]> {
  const { rows } = await tenantDb(context).query<VisitView>(
    `SELECT u."name", v."reason", v."until" FROM "Visit" AS v JOIN "User" AS u ON u."id" = v."userId"
     WHERE v."tenantId" = $1 AND v."until" > now() ORDER BY v."startedAt"`,
    [context.tenantId],
  );
  return rows;
}
