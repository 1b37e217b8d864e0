// A person's own sessions: signing out here, there, and everywhere.
import { recordEvent } from "../audit.ts";
import { db } from "../db.ts";
import { recordOwn } from "./own-record.ts";
import type { Person } from "./person.ts";
import { endSession, endSessions } from "./sessions.ts";

/** Ends the session of this request. */
export async function signOut(person: Person): Promise<void> {
  await endSession(person.id, person.session.id);
  await recordOwn(db, person, "session.signOut");
}

/** Ends another session of this person. */
export async function endOwnSession(person: Person, id: string): Promise<void> {
  await endSession(person.id, id);
  await recordOwn(db, person, "session.end");
}

/** @param keep ends all but this one; else all. @returns how many ended */
export async function endOwnSessions(person: Person, keep?: string): Promise<number> {
  const { id, from } = person;
  const count = await endSessions(id, keep);
  await recordEvent({ actorId: id, action: "session.end", target: id, from, detail: { count } });
  return count;
}
