// The person behind a session, with their memberships.
import type { Role } from "#generated/enums.ts";
import type { Origin } from "../context.ts";
import { db } from "../db.ts";
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
              tenant: { select: { id: true, slug: true, name: true, secondFactor: true } },
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
  return {
    ...rest,
    ...(from && { from }),
    locale: isLocale(locale) ? locale : null,
    session: { id, strong, provedAt },
    tenants: members.map(({ role, readTexts, tenant }) => ({
      tenantId: tenant.id,
      slug: tenant.slug,
      name: tenant.name,
      role,
      readTexts,
      needsFactor: tenant.secondFactor && !strong,
    })),
  };
}

export async function chooseLocale(userId: string, locale: Locale): Promise<void> {
  await db.user.updateMany({ where: { id: userId }, data: { locale } });
}
