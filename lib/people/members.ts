// Users: sign-in, sessions and memberships.
import type { Role } from "#generated/enums.ts";
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import { isLocale, type Locale } from "../messages/locales.ts";
import { admitTry, type TryOrigin } from "./familiar.ts";
import { isPassword } from "./password-hashes.ts";
import { PASSWORD_MAX } from "./passwords.ts";

export interface Membership {
  tenantId: string;
  slug: string;
  name: string;
  role: Role;
}

export interface Person {
  id: string;
  email: string;
  name: string;
  platformAdmin: boolean;
  /** The chosen language, or null. */
  locale: Locale | null;
  /** Their tenants, sorted by name. */
  tenants: Membership[];
}

/** Content of a session; valid only while `version` equals the user's session version. */
export interface SessionClaim {
  userId: string;
  version: number;
}

export const normalEmail = (email: string): string => email.trim().toLowerCase();

/** The longest address that mail knows (RFC 5321). */
const EMAIL_MAX = 254;

/**
 * @param from what the limits count by.
 * @returns the content of the new session.
 * @throws AppError "sign_in" if e-mail or password is wrong (with the same timing), "too_many_tries" or "busy".
 */
export async function signIn(email: string, password: string, from: TryOrigin): Promise<SessionClaim> {
  // Nobody has such an account, and nothing is computed from megabytes.
  if (email.length > EMAIL_MAX || password.length > PASSWORD_MAX)
    throw new AppError("sign_in", {}, "password");
  const address = normalEmail(email);
  const admitted = await admitTry(address, from);
  const user = await db.user.findUnique({
    where: { email: address },
    select: { id: true, passwordHash: true, sessionVersion: true },
  });
  const right = await isPassword(user?.passwordHash ?? null, password);
  if (!user || !right) throw new AppError("sign_in", {}, "password");
  await admitted.succeeded();
  return { userId: user.id, version: user.sessionVersion };
}

/** @returns the person, or null if the session was revoked or the account deleted. */
export async function personOfClaim({ userId, version }: SessionClaim): Promise<Person | null> {
  const user = await db.user.findFirst({
    where: { id: userId, sessionVersion: version },
    select: {
      id: true,
      email: true,
      name: true,
      platformAdmin: true,
      locale: true,
      members: {
        select: { role: true, tenant: { select: { id: true, slug: true, name: true } } },
        orderBy: { tenant: { name: "asc" } },
      },
    },
  });
  if (!user) return null;
  const { members, locale, ...rest } = user;
  return {
    ...rest,
    locale: isLocale(locale) ? locale : null,
    tenants: members.map(({ role, tenant: { id, slug, name } }) => ({ tenantId: id, slug, name, role })),
  };
}

/** Ends every session of the person, including this one. */
export async function endSessions(userId: string): Promise<void> {
  await db.user.updateMany({ where: { id: userId }, data: { sessionVersion: { increment: 1 } } });
}

export async function chooseLocale(userId: string, locale: Locale): Promise<void> {
  await db.user.updateMany({ where: { id: userId }, data: { locale } });
}
