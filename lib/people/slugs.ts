// Addresses of tenants: unique, also among those that tenants had earlier, since old links lead to who had them.
import type { Tx } from "../db.ts";
import { AppError } from "../errors.ts";

/** Beginnings of the dashboard's own addresses. */
const reserved = ["account", "api", "gallery", "invite", "platform", "reset", "setup", "sign-in"];
const SHAPE = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
/** Advisory lock: the earlier addresses have no unique index. */
const SLUG_LOCK = 519_004_224;

export const normalSlug = (given: string): string => given.trim().toLowerCase();

/**
 * Held until the transaction ends. The transaction must see all tenants.
 * @param tenantId whose own earlier addresses are free @throws AppError "slug_shape" or "slug_taken"
 */
export async function requireFreeSlug(tx: Tx, slug: string, tenantId: string | null): Promise<void> {
  if (!SHAPE.test(slug)) throw new AppError("slug_shape", {}, "slug");
  if (reserved.includes(slug)) throw new AppError("slug_taken", { slug }, "slug");
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SLUG_LOCK})`;
  const others = tenantId === null ? {} : { id: { not: tenantId } };
  const taken = await tx.tenant.count({
    where: { ...others, OR: [{ slug }, { formerSlugs: { has: slug } }] },
  });
  if (taken > 0) throw new AppError("slug_taken", { slug }, "slug");
}
