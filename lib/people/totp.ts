// The authenticator app: set up by scanning a code and entering the first number that it shows.
import { generateSecret, generateURI } from "otplib";
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import { type QrCode, qrOf } from "../qr.ts";
import { seal } from "../secrets.ts";
import { newRecoveryCodes, noteAdded, noteRemoved, requireAnother, spendTotp, totpPlace } from "./factors.ts";
import { recordOwn } from "./own-record.ts";
import { countOwnTry, forgetOwnTries } from "./own-tries.ts";
import type { Person } from "./person.ts";
import { requireFresh } from "./proof.ts";

export interface TotpOffer {
  /** For apps that cannot scan. */
  secret: string;
  /** For the phone that shows this page. */
  uri: string;
  /** The QR code as the path of an SVG with `size` modules a side. */
  qr: QrCode;
}

/** Makes a new secret, which counts once a code of it is entered. @throws AppError "prove_again" or "conflict" (there is one) */
export async function offerTotp(person: Person): Promise<TotpOffer> {
  requireFresh(person);
  const { id: userId, email } = person;
  const secret = generateSecret();
  const sealed = seal(secret, totpPlace(userId));
  const { count } = await db.totp.deleteMany({ where: { userId, confirmedAt: null } });
  const there = count === 0 && (await db.totp.count({ where: { userId } })) > 0;
  if (there) throw new AppError("conflict");
  await db.totp.create({ data: { userId, secret: sealed } });
  const uri = generateURI({ issuer: "BotFactory", label: email, secret });
  return { secret, uri, qr: qrOf(uri) };
}

/** @returns recovery codes with the first factor, else null. @throws AppError "code_wrong" or "too_many_tries" */
export async function confirmTotp(person: Person, code: string): Promise<string[] | null> {
  await countOwnTry("code", person.id);
  if (!(await spendTotp(person.id, code.replace(/\s/g, ""), false)))
    throw new AppError("code_wrong", {}, "code");
  await forgetOwnTries("code", person.id);
  return db.$transaction(async (tx) => {
    await tx.totp.update({ where: { userId: person.id }, data: { confirmedAt: new Date() } });
    return noteAdded(tx, person, "person.totp.add");
  });
}

/** @throws AppError "prove_again" or "factor_last" */
export async function removeTotp(person: Person): Promise<void> {
  requireFresh(person);
  await db.$transaction(async (tx) => {
    await requireAnother(tx, person.id);
    await tx.totp.deleteMany({ where: { userId: person.id } });
    await noteRemoved(tx, person, "person.totp.remove");
  });
}

/** Replaces the recovery codes. @throws AppError "prove_again" */
export async function renewRecoveryCodes(person: Person): Promise<string[]> {
  requireFresh(person);
  return db.$transaction(async (tx) => {
    const codes = await newRecoveryCodes(tx, person.id);
    await recordOwn(tx, person, "person.recovery.renew");
    return codes;
  });
}
