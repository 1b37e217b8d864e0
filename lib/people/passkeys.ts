// Passkeys. The device checks a finger, a face or a PIN, so a passkey alone is two factors.
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { db } from "../db.ts";
import { env } from "../env.ts";
import { AppError } from "../errors.ts";
import { noteAdded, noteRemoved, requireAnother } from "./factors.ts";
import type { Person } from "./person.ts";
import { requireFresh } from "./proof.ts";
import type { SignedIn } from "./sign-in.ts";

const CHALLENGE_MS = 5 * 60_000;
/** Open challenges of sign-ins; beyond it the oldest of them are dropped, so strangers cannot fill the table. */
const OPEN_CHALLENGES = 10_000;
const PASSKEYS_MAX = 20;

const site = () => {
  const { origin, hostname } = new URL(env().PUBLIC_URL);
  return { origin, id: hostname };
};

async function keepChallenge(value: string, userId: string | null): Promise<void> {
  const now = Date.now();
  await db.challenge.deleteMany({ where: { expiresAt: { lt: new Date(now) } } });
  await db.$executeRaw`
    DELETE FROM "Challenge" WHERE "value" IN
      (SELECT "value" FROM "Challenge" WHERE "userId" IS NULL ORDER BY "expiresAt" DESC OFFSET ${OPEN_CHALLENGES})`;
  await db.challenge.create({ data: { value, userId, expiresAt: new Date(now + CHALLENGE_MS) } });
}

/** True once for each challenge. */
const spendChallenge = (userId: string | null) => async (value: string) => {
  const where = { value, userId, expiresAt: { gt: new Date() } };
  return (await db.challenge.deleteMany({ where })).count === 1;
};

/** @throws AppError "prove_again" or "invalid" (too many) */
export async function offerPasskey(person: Person): Promise<PublicKeyCredentialCreationOptionsJSON> {
  requireFresh(person);
  const { id: userId, email, name } = person;
  const known = await db.passkey.findMany({ where: { userId }, select: { id: true, transports: true } });
  if (known.length >= PASSKEYS_MAX) throw new AppError("invalid");
  const options = await generateRegistrationOptions({
    rpName: "BotFactory",
    rpID: site().id,
    userID: new Uint8Array(Buffer.from(userId)),
    userName: email,
    userDisplayName: name,
    excludeCredentials: known,
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  await keepChallenge(options.challenge, userId);
  return options;
}

/** @returns recovery codes with the first factor, else null. @throws AppError "passkey_refused" */
export async function addPasskey(
  person: Person,
  name: string,
  response: RegistrationResponseJSON,
): Promise<string[] | null> {
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response,
    expectedChallenge: spendChallenge(person.id),
    expectedOrigin: site().origin,
    expectedRPID: site().id,
    requireUserVerification: true,
  }).catch(() => ({ verified: false as const, registrationInfo: undefined }));
  if (!verified) throw new AppError("passkey_refused");
  const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
  return db.$transaction(async (tx) => {
    await tx.passkey.create({ data: { id, userId: person.id, name, publicKey, counter, transports } });
    return noteAdded(tx, person, "person.passkey.add");
  });
}

export interface PasskeyView {
  id: string;
  name: string;
  createdAt: Date;
  usedAt: Date | null;
}

export async function passkeysOf(userId: string): Promise<PasskeyView[]> {
  return db.passkey.findMany({
    where: { userId },
    select: { id: true, name: true, createdAt: true, usedAt: true },
    orderBy: { createdAt: "asc" },
  });
}

/** @throws AppError "prove_again", "factor_last" or "not_found" */
export async function removePasskey(person: Person, id: string): Promise<void> {
  requireFresh(person);
  await db.$transaction(async (tx) => {
    await requireAnother(tx, person.id);
    const { count } = await tx.passkey.deleteMany({ where: { userId: person.id, id } });
    if (count === 0) throw new AppError("not_found");
    await noteRemoved(tx, person, "person.passkey.remove");
  });
}

/** For a sign-in: the browser offers the passkeys that it has for this site. */
export async function askPasskey(): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const options = await generateAuthenticationOptions({ rpID: site().id, userVerification: "required" });
  await keepChallenge(options.challenge, null);
  return options;
}

/** @throws AppError "passkey_refused" */
export async function signInWithPasskey(response: AuthenticationResponseJSON | null): Promise<SignedIn> {
  const passkey = response && (await db.passkey.findUnique({ where: { id: String(response.id) } }));
  if (!passkey) throw new AppError("passkey_refused");
  const { id, publicKey, counter, transports, userId } = passkey;
  const answer = await verifyAuthenticationResponse({
    response,
    expectedChallenge: spendChallenge(null),
    expectedOrigin: site().origin,
    expectedRPID: site().id,
    credential: { id, publicKey: new Uint8Array(publicKey), counter: Number(counter), transports },
    requireUserVerification: true,
  }).catch(() => null);
  if (!answer?.verified) throw new AppError("passkey_refused");
  const used = { counter: answer.authenticationInfo.newCounter, usedAt: new Date() };
  await db.passkey.update({ where: { id }, data: used });
  return { userId, strong: true };
}
