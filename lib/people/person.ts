// The person behind a session, with their memberships.
import type { Role } from "#generated/enums.ts";
import type { Origin } from "../context.ts";
import { db, pool } from "../db.ts";
import { isLocale, type Locale } from "../messages/locales.ts";
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
  /** Their tenants, sorted by name. */
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
          'readTexts', m."readTexts", 'needsFactor', t."secondFactor" AND NOT s."strong") ORDER BY t."name")
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

/** @returns the person, or null if the session has ended or the account is deleted */
export async function personOfToken(token: string, from?: Origin): Promise<Person | null> {
  const { seenAt: seenAfter, createdAt: madeAfter } = alive();
  const { rows } = await pool.query<Row>(PERSON, [tokenHashOf(token), seenAfter.gt, madeAfter.gt]);
  const [row] = rows;
  if (!row) return null;
  const { sessionId: id, strong, provedAt, seenAt, locale, ...rest } = row;
  await noteSeen({ id, seenAt }, from?.address ?? "");
  return {
    ...rest,
    ...(from && { from }),
    locale: isLocale(locale) ? locale : null,
    session: { id, strong, provedAt },
  };
}

export async function chooseLocale(userId: string, locale: Locale): Promise<void> {
  await db.user.updateMany({ where: { id: userId }, data: { locale } });
}
