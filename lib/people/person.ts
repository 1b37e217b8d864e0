// The person behind a session, with their memberships.
import { Role } from "#generated/enums.ts";
import type { Origin } from "../context.ts";
import { db, pool } from "../db.ts";
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

/** For every request, so in one statement that each connection plans once. */
const PERSON = {
  name: "person_of_token",
  text: `
    SELECT s."id" AS "sessionId", s."strong", s."provedAt", s."seenAt", u."id", u."email", u."name", u."platformAdmin", u."locale",
      coalesce((
        SELECT json_agg(json_build_object('tenantId', t."id", 'slug', t."slug", 'name', t."name", 'role', m."role",
          'readTexts', m."readTexts", 'needsFactor', t."secondFactor" AND NOT s."strong", 'formerSlugs', t."formerSlugs",
          'suspended', t."suspendedAt" IS NOT NULL, 'visitUntil', NULL) ORDER BY t."name")
        FROM "Member" AS m JOIN "Tenant" AS t ON t."id" = m."tenantId" WHERE m."userId" = u."id"), '[]') AS "tenants"
    FROM "Session" AS s JOIN "User" AS u ON u."id" = s."userId"
    WHERE s."tokenHash" = $1 AND s."seenAt" > $2 AND s."createdAt" > $3`,
};

interface Row extends Omit<Person, "session" | "locale" | "from"> {
  locale: string | null;
  sessionId: string;
  strong: boolean;
  provedAt: Date;
  seenAt: Date;
}

/** Where somebody of the platform is for a while, with what an admin may. */
async function visitsOf(userId: string, strong: boolean): Promise<Membership[]> {
  const visits = await db.visit.findMany({
    where: { userId, until: { gt: new Date() } },
    select: {
      until: true,
      tenant: {
        select: {
          id: true,
          slug: true,
          name: true,
          secondFactor: true,
          formerSlugs: true,
          suspendedAt: true,
        },
      },
    },
  });
  return visits.map(({ until, tenant: { id, secondFactor, suspendedAt, ...tenant } }) => ({
    ...tenant,
    tenantId: id,
    role: VISITOR_ROLE,
    readTexts: false,
    needsFactor: secondFactor && !strong,
    suspended: suspendedAt !== null,
    visitUntil: until,
  }));
}

/** @returns the person, or null if the session has ended or the account is deleted */
export async function personOfToken(token: string, from?: Origin): Promise<Person | null> {
  const { seenAt: seenAfter, createdAt: madeAfter } = alive();
  const { rows } = await pool.query<Row>(PERSON, [tokenHashOf(token), seenAfter.gt, madeAfter.gt]);
  const [row] = rows;
  if (!row) return null;
  const { sessionId: id, strong, provedAt, seenAt, locale, tenants: members, ...rest } = row;
  // What a role of a newer version allows is not known here.
  const own = members.filter(({ role }) => Object.hasOwn(Role, role));
  await noteSeen({ id, seenAt }, from?.address ?? "");
  const visits = rest.platformAdmin ? await visitsOf(rest.id, strong) : [];
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
