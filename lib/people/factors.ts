// Second factors of a person: codes of an authenticator app, recovery codes, passkeys. Each code works once.
import { randomInt } from "node:crypto";
import { verifySync } from "otplib";
import { type AuditEvent, recordEvent } from "../audit.ts";
import type { Origin } from "../context.ts";
import { db, type Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { recordFailure } from "../failed-tries.ts";
import { open } from "../secrets.ts";
import { recordOwn } from "./own-record.ts";
import { countOwnTry, forgetOwnTries } from "./own-tries.ts";
import type { Person } from "./person.ts";
import { endSessions } from "./sessions.ts";
import { tokenHashOf } from "./tokens.ts";

/** How far a phone's clock may be off, in seconds. */
const TOLERANCE_S = 30;
const RECOVERY_CODES = 10;
/** Without characters that look alike. 16 of them are 79 bits, so a fast hash is enough. */
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

export interface Factors {
  /** An authenticator app is set up. */
  totp: boolean;
  passkeys: number;
}

export async function factorsOf(userId: string, tx: Tx = db): Promise<Factors> {
  const [totp, passkeys] = await Promise.all([
    tx.totp.count({ where: { userId, confirmedAt: { not: null } } }),
    tx.passkey.count({ where: { userId } }),
  ]);
  return { totp: totp > 0, passkeys };
}

export const totpPlace = (userId: string) =>
  ({ tenantId: "", table: "Totp", rowId: userId, column: "secret" }) as const;

/** Uses a code of the authenticator app up. @param confirmed whether the app is set up already. @returns false if it is wrong or was used before */
export async function spendTotp(userId: string, code: string, confirmed: boolean): Promise<boolean> {
  const totp = await db.totp.findUnique({ where: { userId } });
  if (!totp || (totp.confirmedAt !== null) !== confirmed || !/^\d{6}$/.test(code)) return false;
  const secret = open(totp.secret, totpPlace(userId));
  const found = verifySync({ secret, token: code, epochTolerance: TOLERANCE_S });
  if (!found.valid || !("timeStep" in found)) return false;
  const lastStep = found.timeStep;
  const { count } = await db.totp.updateMany({
    where: { userId, lastStep: { lt: lastStep } },
    data: { lastStep },
  });
  return count === 1;
}

/** Not keyed, so that the codes survive a rotation of the encryption key. */
const recoveryHash = (userId: string, code: string) => tokenHashOf(`${userId}\n${code}`);

async function spendRecovery(userId: string, code: string, from?: Origin): Promise<boolean> {
  const plain = code.toLowerCase().replace(/[^a-z0-9]/g, "");
  const { count } = await db.recoveryCode.deleteMany({
    where: { userId, codeHash: recoveryHash(userId, plain) },
  });
  const event = { actorId: userId, action: "person.recovery.use", target: userId, from } as const;
  if (count === 1) await recordEvent(event);
  return count === 1;
}

/**
 * Uses a code of the authenticator app or a recovery code up.
 * @throws AppError "code_wrong" or "too_many_tries"
 */
export async function enterCode(userId: string, code: string, from?: Origin): Promise<void> {
  await countOwnTry("code", userId);
  const digits = code.replace(/\s/g, "");
  const right = /^\d{6}$/.test(digits)
    ? await spendTotp(userId, digits, true)
    : await spendRecovery(userId, code, from);
  if (!right) {
    await recordFailure({ actorId: userId, action: "person.totp.failed", target: userId, from });
    throw new AppError("code_wrong", {}, "code");
  }
  await forgetOwnTries("code", userId);
}

/** Replaces all recovery codes. @returns the new ones, which are shown once */
export async function newRecoveryCodes(tx: Tx, userId: string): Promise<string[]> {
  const letters = (count: number) =>
    Array.from({ length: count }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  const codes = Array.from({ length: RECOVERY_CODES }, () =>
    [letters(4), letters(4), letters(4), letters(4)].join("-"),
  );
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({
    data: codes.map((code) => ({ userId, codeHash: recoveryHash(userId, code.replaceAll("-", "")) })),
  });
  return codes;
}

/**
 * After a factor was added: the other sessions end, since they have none; this one has it now.
 * @returns the recovery codes with the first factor, else null
 */
export async function noteAdded(
  tx: Tx,
  person: Person,
  action: AuditEvent["action"],
): Promise<string[] | null> {
  const { id, session } = person;
  await endSessions(id, session.id, tx);
  await tx.session.updateMany({ where: { id: session.id }, data: { strong: true } });
  await recordOwn(tx, person, action);
  return (await tx.recoveryCode.count({ where: { userId: id } })) > 0 ? null : newRecoveryCodes(tx, id);
}

/** Before a factor is removed. @throws AppError "factor_last" if a tenant of theirs demands one and no other is left */
export async function requireAnother(tx: Tx, userId: string): Promise<void> {
  // Serialises removals of one person.
  await tx.$queryRaw`SELECT 1 FROM "User" WHERE "id" = ${userId}::uuid FOR UPDATE`;
  const { totp, passkeys } = await factorsOf(userId, tx);
  if (Number(totp) + passkeys > 1) return;
  const demanded = await tx.member.count({ where: { userId, tenant: { secondFactor: true } } });
  if (demanded > 0) throw new AppError("factor_last");
}

/** Removes every second factor, and ends every session. */
export async function dropFactors(tx: Tx, userId: string): Promise<void> {
  await tx.totp.deleteMany({ where: { userId } });
  await tx.passkey.deleteMany({ where: { userId } });
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await endSessions(userId, undefined, tx);
}

/** After a factor was removed: without any, recovery codes are of no use. */
export async function noteRemoved(tx: Tx, person: Person, action: AuditEvent["action"]): Promise<void> {
  const { totp, passkeys } = await factorsOf(person.id, tx);
  if (!totp && passkeys === 0) await tx.recoveryCode.deleteMany({ where: { userId: person.id } });
  await recordOwn(tx, person, action);
}
