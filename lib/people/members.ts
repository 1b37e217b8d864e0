// People: who signs in, what their session is worth, and where they belong.
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
  /** The language that they chose; null until they do. */
  locale: Locale | null;
  /** Where they belong, by name. */
  tenants: Membership[];
}

/** What a session carries. It counts only as long as the version is the person's own. */
export interface SessionClaim {
  userId: string;
  version: number;
}

export const normalEmail = (email: string): string => email.trim().toLowerCase();

let decoy: Promise<string> | undefined;

/**
 * @param from where the try comes from (an address), for the limit of tries.
 * @returns what the session is to carry.
 * @throws AppError "sign_in" where e-mail or password is wrong (after the same time either way), or
 * "too_many_tries".
 */
export async function signIn(email: string, password: string, from: string): Promise<SessionClaim> {
  const address = normalEmail(email);
  const keys = [`sign-in ${address} ${from}`, `sign-in ${address}`] as const;
  countTry({ [keys[0]]: 6, [keys[1]]: 40 });
  const user = await db.user.findUnique({
    where: { email: address },
    select: { id: true, passwordHash: true, sessionVersion: true },
  });
  // An unknown address costs as much time as a known one.
  decoy ??= hash("nobody has this password");
  const right = await verify(user?.passwordHash ?? (await decoy), password).catch(() => false);
  if (!user || !right) throw new AppError("sign_in", {}, "password");
  forgetTries(...keys);
  return { userId: user.id, version: user.sessionVersion };
}

/** @returns the person, or null where the session is over: revoked, or the account is gone. */
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

/** Ends every session of the person, this one included. */
export async function endSessions(userId: string): Promise<void> {
  await db.user.updateMany({ where: { id: userId }, data: { sessionVersion: { increment: 1 } } });
}

export async function chooseLocale(userId: string, locale: Locale): Promise<void> {
  await db.user.updateMany({ where: { id: userId }, data: { locale } });
}
