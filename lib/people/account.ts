// What a person sees of their own account.
import { db } from "../db.ts";
import { factorsOf } from "./factors.ts";
import { type PasskeyView, passkeysOf } from "./passkeys.ts";
import type { Person } from "./person.ts";
import { type SessionView, sessionsOf } from "./sessions.ts";

export interface OwnAccount {
  email: string;
  hasPassword: boolean;
  /** An authenticator app is set up. */
  totp: boolean;
  passkeys: PasskeyView[];
  /** How many recovery codes are left. */
  recoveryCodes: number;
  /** The one of this request is `current`. */
  sessions: (SessionView & { current: boolean })[];
}

export async function readAccount({ id, email, session }: Person): Promise<OwnAccount> {
  const [user, { totp }, passkeys, recoveryCodes, sessions] = await Promise.all([
    db.user.findUniqueOrThrow({ where: { id }, select: { passwordHash: true } }),
    factorsOf(id),
    passkeysOf(id),
    db.recoveryCode.count({ where: { userId: id } }),
    sessionsOf(id),
  ]);
  return {
    email,
    hasPassword: user.passwordHash !== null,
    totp,
    passkeys,
    recoveryCodes,
    sessions: sessions.map((each) => ({ ...each, current: each.id === session.id })),
  };
}

/** By what the person can prove who they are. */
export async function proofOf({ id }: Person): Promise<"password" | "code"> {
  const [user, { totp }] = await Promise.all([
    db.user.findUniqueOrThrow({ where: { id }, select: { passwordHash: true } }),
    factorsOf(id),
  ]);
  return user.passwordHash !== null && !totp ? "password" : "code";
}
