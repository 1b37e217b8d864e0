// Rows of the record about a person's own account; they belong to no tenant.
import { type AuditEvent, recordEvent } from "../audit.ts";
import type { Tx } from "../db.ts";
import type { Person } from "./person.ts";

/** What a person did to their own account. */
export const recordOwn = (
  tx: Tx,
  { id, from }: Pick<Person, "id" | "from">,
  action: AuditEvent["action"],
): Promise<void> => recordEvent({ actorId: id, action, target: id, from }, tx);
