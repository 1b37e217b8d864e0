// The settings of a tenant: name, address, language; and its end.
import { announce, CONFIG_CHANNEL, change, record } from "../audit.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import { isLocale, type Locale } from "../messages/locales.ts";
import { notifyWithin } from "../notify.ts";
import { tenantDb } from "../tenant-db.ts";
import { authorise } from "./can.ts";
import { normalSlug, requireFreeSlug } from "./slugs.ts";
import { type TenantUse, usageOf } from "./usage.ts";

export interface TenantSettings {
  name: string;
  slug: string;
  /** Earlier addresses, which lead to this one. */
  formerSlugs: string[];
  locale: Locale;
  timeZone: string;
  /** Whether members need a second factor. */
  secondFactor: boolean;
  createdAt: Date;
  usage: TenantUse;
  /** What goes when the tenant is deleted. */
  conversations: number;
  answers: number;
}

export async function readSettings(context: Context): Promise<TenantSettings> {
  authorise(context, "viewSettings");
  const { tenantId } = context;
  const own = tenantDb(context);
  const [tenant, usage, conversations, answers] = await Promise.all([
    own.tenant.findFirstOrThrow({
      where: { id: tenantId },
      select: {
        ...{ name: true, slug: true, formerSlugs: true, locale: true, timeZone: true },
        ...{ secondFactor: true, createdAt: true },
      },
    }),
    usageOf(tenantId),
    own.conversation.count({ where: { tenantId } }),
    own.answer.count({ where: { tenantId } }),
  ]);
  const { locale, ...rest } = tenant;
  return { ...rest, locale: isLocale(locale) ? locale : "uz", usage, conversations, answers };
}

/** @param given.locale for people whose language is unknown. @returns the config version that contains the change */
export async function renameTenant(
  context: Context,
  { name, locale }: { name: string; locale: Locale },
): Promise<number> {
  authorise(context, "manageSettings");
  const { tenantId } = context;
  const entry = { action: "tenant.rename" as const, target: tenantId };
  const { version } = await change(context, entry, async (tx, compare) => {
    const where = { id: tenantId };
    const before = await tx.tenant.findUniqueOrThrow({ where, select: { name: true, locale: true } });
    compare(before, { name, locale });
    await tx.tenant.update({ where, data: { name, locale } });
  });
  return version;
}

/**
 * The address that the tenant had leads to the new one from then on, and stays its own.
 * @returns the new slug. @throws AppError "slug_shape" or "slug_taken"
 */
export async function setSlug(context: Context, given: string): Promise<string> {
  authorise(context, "manageSettings");
  const { tenantId } = context;
  const slug = normalSlug(given);
  await db.$transaction(async (tx) => {
    await requireFreeSlug(tx, slug, tenantId);
    const where = { id: tenantId };
    const before = await tx.tenant.findUniqueOrThrow({ where, select: { slug: true, formerSlugs: true } });
    if (before.slug === slug) return;
    const formerSlugs = [before.slug, ...before.formerSlugs].filter((each) => each !== slug);
    await tx.tenant.update({ where, data: { slug, formerSlugs } });
    await record(tx, context, {
      ...{ action: "tenant.address", target: tenantId },
      ...{ before: { slug: before.slug }, after: { slug } },
    });
    await announce(tx, tenantId);
  });
  return slug;
}

/** Milliseconds: a tenant with a million answers takes a while. */
const PATIENT = { maxWait: 10_000, timeout: 300_000 };

/**
 * Deletes the tenant with everything in it: bots, keys, conversations, answers, memberships. Accounts of people stay, and
 * so does the record.
 * @param typed the tenant's name, as a confirmation. @throws AppError "name_differs"
 */
export async function removeTenant(context: Context, typed: string): Promise<void> {
  authorise(context, "deleteTenant");
  const { tenantId } = context;
  await db.$transaction(async (tx) => {
    const where = { id: tenantId };
    const select = { name: true, slug: true, configVersion: true } as const;
    const found = await tx.tenant.findUnique({ where, select });
    if (!found) throw new AppError("not_found");
    const { name, slug, configVersion } = found;
    if (typed.trim() !== name.trim()) throw new AppError("name_differs", { name }, "name");
    await record(tx, context, { action: "tenant.remove", target: tenantId, before: { name, slug } });
    await tx.tenant.deleteMany({ where });
    // Workers that ask for it find nothing, and stop its bots.
    await notifyWithin(tx, CONFIG_CHANNEL, [{ tenant: tenantId, version: configVersion + 1 }]);
  }, PATIENT);
}
