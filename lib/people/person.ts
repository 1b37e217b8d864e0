// The person behind a session, with their memberships.
import type { Role } from "#generated/enums.ts";
import type { Origin } from "../context.ts";
import { db } from "../db.ts";
import { isLocale, type Locale } from "../messages/locales.ts";
import { VISITOR_ROLE } from "./can.ts";
import { alive, noteSeen } from "./sessions.ts";
import { tokenHashOf } from "./tokens.ts";

export interface Membership {
  tenantId: string;
  slug: string;
  name: string;
  role: Role;
  /** Lets a viewer read what people wrote. */
  readTexts: boolean;
  /** The tenant demands a second factor, and this session has none. */
  needsFactor: boolean;
  /** Earlier addresses of the tenant. */
  formerSlugs: string[];
  /** The platform has stopped its bots. */
  suspended: boolean;
  /** Until when the person, who is no member, visits it for the platform; null: a member. */
  visitUntil: Date | null;
}

export interface Person {
  id: string;
  email: string;
  name: string;
  platformAdmin: boolean;
  /** The chosen language, or null. */
  locale: Locale | null;
  session: {
    id: string;
    /** Signed in with a second factor. */
    strong: boolean;
    /** When they last proved who they are. */
    provedAt: Date;
  };
  /** Their tenants, sorted by name; then those that they visit for the platform. */
  tenants: Membership[];
  /** Where the request comes from, for the record. */
  from?: Origin;
}

export const normalEmail = (email: string): string => email.trim().toLowerCase();

const tenantColumns = {
  ...{ id: true, slug: true, name: true, secondFactor: true, formerSlugs: true, suspendedAt: true },
} as const;

interface TenantRow {
  id: string;
  slug: string;
  name: string;
  secondFactor: boolean;
  formerSlugs: string[];
  suspendedAt: Date | null;
}

const membershipIn = (
  { id: tenantId, slug, name, secondFactor, formerSlugs, suspendedAt }: TenantRow,
  { role, readTexts, visitUntil = null }: { role: Role; readTexts: boolean; visitUntil?: Date | null },
  strong: boolean,
): Membership => ({
  ...{ tenantId, slug, name, role, readTexts, formerSlugs, visitUntil },
  needsFactor: secondFactor && !strong,
  suspended: suspendedAt !== null,
});

/** Where somebody of the platform is for a while, with what an admin may. */
async function visitsOf(userId: string, strong: boolean): Promise<Membership[]> {
  const visits = await db.visit.findMany({
    where: { userId, until: { gt: new Date() } },
    select: { until: true, tenant: { select: tenantColumns } },
  });
  return visits.map(({ until, tenant }) =>
    membershipIn(tenant, { role: VISITOR_ROLE, readTexts: false, visitUntil: until }, strong),
  );
}

/** @returns the person, or null if the session has ended or the account is deleted */
export async function personOfToken(token: string, from?: Origin): Promise<Person | null> {
  const session = await db.session.findFirst({
    where: { tokenHash: tokenHashOf(token), ...alive() },
    select: {
      id: true,
      strong: true,
      provedAt: true,
      seenAt: true,
      user: {
        select: {
          id: true,
          email: true,
          name: true,
          platformAdmin: true,
          locale: true,
          members: {
            select: {
              role: true,
              readTexts: true,
              tenant: { select: tenantColumns },
            },
            orderBy: { tenant: { name: "asc" } },
          },
        },
      },
    },
  });
  if (!session) return null;
  const { id, strong, provedAt, user } = session;
  await noteSeen(session, from?.address ?? "");
  const { members, locale, ...rest } = user;
  const own = members.map(({ tenant, ...member }) => membershipIn(tenant, member, strong));
  const visits = user.platformAdmin ? await visitsOf(user.id, strong) : [];
  const isOwn = ({ tenantId }: Membership) => own.some((each) => each.tenantId === tenantId);
  return {
    ...rest,
    ...(from && { from }),
    locale: isLocale(locale) ? locale : null,
    session: { id, strong, provedAt },
    tenants: [...own, ...visits.filter((visit) => !isOwn(visit))],
  };
}

export async function chooseLocale(userId: string, locale: Locale): Promise<void> {
  await db.user.updateMany({ where: { id: userId }, data: { locale } });
}
