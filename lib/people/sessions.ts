// Sessions as rows: one for each device, found by the hash of the token in its cookie, valid until ended or too old.
import { randomUUID } from "node:crypto";
import { openCause, solveEndedSessions } from "../alert-events.ts";
import { recordEvent } from "../audit.ts";
import type { Origin } from "../context.ts";
import { db, type Tx } from "../db.ts";
import { deviceName } from "./device-name.ts";
import { newToken, tokenHashOf } from "./tokens.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A session that nobody uses for this long ends. */
const IDLE_MS = 14 * DAY_MS;
/** A session ends at this age, however much it is used. */
export const SESSION_DAYS = 90;
/** `seenAt` is written at most this often. */
const SEEN_EVERY_MS = 5 * MINUTE_MS;
/** Kept in the row as text, so it is cut. */
const LONGEST_TEXT = 300;

/** Condition of a session that is neither idle for too long nor too old. */
export const alive = (now = Date.now()) => ({
  seenAt: { gt: new Date(now - IDLE_MS) },
  createdAt: { gt: new Date(now - SESSION_DAYS * DAY_MS) },
});

/**
 * @param strong signed in with a second factor
 * @param replaces token of the session that this device had: it ends
 * @param isNewPlace the person is told of it (`notePlace`, familiar.ts)
 * @returns the token for the cookie; it is stored nowhere else
 */
export async function startSession(
  userId: string,
  from: Origin,
  strong: boolean,
  replaces: string | null = null,
  isNewPlace = false,
): Promise<string> {
  const token = newToken();
  await db.session.deleteMany({ where: { seenAt: { lt: new Date(Date.now() - IDLE_MS) } } });
  if (replaces) await db.session.deleteMany({ where: { tokenHash: tokenHashOf(replaces) } });
  const id = randomUUID();
  await db.session.create({
    data: {
      id,
      userId,
      tokenHash: tokenHashOf(token),
      device: (from.agent ?? "").slice(0, LONGEST_TEXT),
      address: from.address.slice(0, LONGEST_TEXT),
      strong,
    },
  });
  await recordEvent({
    ...{ actorId: userId, action: "session.signIn", target: userId, from },
    detail: { secondFactor: strong },
  });
  await solveEndedSessions(userId);
  if (isNewPlace) {
    const name = [deviceName(from.agent ?? ""), from.address].filter(Boolean).join(", ");
    await openCause(userId, { kind: "new_sign_in", subject: id, facts: { name } });
  }
  return token;
}

/** @returns whose session it is; null if it has ended */
export async function userOfToken(token: string): Promise<string | null> {
  const where = { tokenHash: tokenHashOf(token), ...alive() };
  return (await db.session.findFirst({ where, select: { userId: true } }))?.userId ?? null;
}

/** Notes that the session is in use, where the last note is old enough. */
export async function noteSeen({ id, seenAt }: { id: string; seenAt: Date }, address: string): Promise<void> {
  const now = Date.now();
  if (now - seenAt.getTime() < SEEN_EVERY_MS) return;
  await db.session.updateMany({
    where: { id, seenAt },
    data: { seenAt: new Date(now), ...(address ? { address: address.slice(0, LONGEST_TEXT) } : {}) },
  });
}

export interface SessionView {
  id: string;
  device: string;
  address: string;
  strong: boolean;
  createdAt: Date;
  seenAt: Date;
}

/** Of one person, the latest used first. */
export async function sessionsOf(userId: string): Promise<SessionView[]> {
  return db.session.findMany({
    where: { userId, ...alive() },
    select: { id: true, device: true, address: true, strong: true, createdAt: true, seenAt: true },
    orderBy: { seenAt: "desc" },
  });
}

/** Signs out: ends the session of the cookie. */
export async function endSessionOfToken(token: string, from?: Origin): Promise<void> {
  const userId = await userOfToken(token);
  if (!userId) return;
  await db.session.deleteMany({ where: { tokenHash: tokenHashOf(token) } });
  await solveEndedSessions(userId);
  await recordEvent({ actorId: userId, action: "session.signOut", target: userId, from });
}

/** Ends one session of this person; another person's id ends nothing. */
export async function endSession(userId: string, id: string): Promise<void> {
  await db.session.deleteMany({ where: { userId, id } });
  await solveEndedSessions(userId);
}

/** Ends every session of the person but `keep`. @returns how many */
export async function endSessions(userId: string, keep?: string, tx: Tx = db): Promise<number> {
  const { count } = await tx.session.deleteMany({
    where: { userId, ...(keep ? { id: { not: keep } } : {}) },
  });
  await solveEndedSessions(userId, tx);
  return count;
}
