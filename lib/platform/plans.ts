// Plans: what tenants may have at most, by name. For people of the platform only.
import { randomUUID } from "node:crypto";
import { recordEvent } from "../audit.ts";
import { db, isDuplicate, type Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import type { PlanLimits } from "../people/limit-names.ts";
import { limitsIn } from "../people/limits.ts";
import type { Person } from "../people/person.ts";
import { authorisePlatform } from "../people/platform.ts";
import { announceMany } from "./change.ts";

export interface PlanView {
  id: string;
  name: string;
  limits: PlanLimits;
  /** How many tenants have it. */
  tenants: number;
}

export async function listPlans(person: Person): Promise<PlanView[]> {
  authorisePlatform(person);
  const plans = await db.plan.findMany({
    select: { id: true, name: true, limits: true, _count: { select: { tenants: true } } },
    orderBy: { name: "asc" },
  });
  return plans.map(({ limits, _count, ...plan }) => ({
    ...plan,
    limits: limitsIn(limits),
    tenants: _count.tenants,
  }));
}

/** Workers load the plan's tenants anew. */
async function announcePlan(tx: Tx, planId: string): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string; version: number }[]>`
    UPDATE "Tenant" SET "configVersion" = "configVersion" + 1 WHERE "planId" = ${planId}::uuid
    RETURNING "id", "configVersion" AS "version"`;
  await announceMany(tx, rows);
}

/** @param id null: a new plan. @throws AppError "name_taken" or "not_found" */
export async function savePlan(
  person: Person,
  id: string | null,
  { name, limits }: { name: string; limits: PlanLimits },
): Promise<void> {
  authorisePlatform(person);
  const data = { name, limits: limitsIn(limits) };
  await db
    .$transaction(async (tx) => {
      const old = id ? await tx.plan.findUnique({ where: { id } }) : null;
      if (id && !old) throw new AppError("not_found");
      const target = id ?? randomUUID();
      if (old) await tx.plan.update({ where: { id: target }, data });
      else await tx.plan.create({ data: { id: target, ...data } });
      const before = old && { name: old.name, ...limitsIn(old.limits) };
      const { id: actorId, from } = person;
      const after = { name, ...data.limits };
      await recordEvent({ action: "plan.save", target, actorId, from, before, after }, tx);
      await announcePlan(tx, target);
    })
    .catch((error) => {
      throw isDuplicate(error) ? new AppError("name_taken", { name }, "name") : error;
    });
}

/** Its tenants have no plan from then on. @throws AppError "not_found" */
export async function removePlan(person: Person, id: string): Promise<void> {
  authorisePlatform(person);
  await db.$transaction(async (tx) => {
    const old = await tx.plan.findUnique({ where: { id } });
    if (!old) throw new AppError("not_found");
    await announcePlan(tx, id);
    await tx.plan.deleteMany({ where: { id } });
    const { id: actorId, from } = person;
    const before = { name: old.name, ...limitsIn(old.limits) };
    await recordEvent({ action: "plan.remove", target: id, actorId, from, before }, tx);
  });
}
