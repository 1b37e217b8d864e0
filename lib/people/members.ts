// Users: sign-in, sessions and memberships.
import { hash, verify } from "@node-rs/argon2";
import type { Role } from "#generated/enums.ts";
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import { isLocale, type Locale } from "../messages/locales.ts";
import { countTry, forgetTries } from "./tries.ts";

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

let decoy: Promise<string> | undefined;

/**
 * @param from the client's address, for the rate limit.
 * @returns the content of the new session.
 * @throws AppError "sign_in" if e-mail or password is wrong (with the same timing), or "too_many_tries".
 */
export async function signIn(email: string, password: string, from: string): Promise<SessionClaim> {
  const address = normalEmail(email);
  const keys = [`sign-in ${address} ${from}`, `sign-in ${address}`] as const;
  countTry({ [keys[0]]: 6, [keys[1]]: 40 });
  const user = await db.user.findUnique({
    where: { email: address },
    select: { id: true, passwordHash: true, sessionVersion: true },
  });
  // Hash also for an unknown address, so that timing does not reveal whether it exists.
  decoy ??= hash("nobody has this password");
  const right = await verify(user?.passwordHash ?? (await decoy), password).catch(() => false);
  if (!user || !right) throw new AppError("sign_in", {}, "password");
  forgetTries(...keys);
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
