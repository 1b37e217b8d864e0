// The column Attempt.parks: the widest park that a failed attempt led to.
import { z } from "zod";
import { type Scope, scopes } from "../fallback/index.ts";

export interface AttemptPark {
  scope: Scope;
  id: string;
  /** null: until an admin edits what it is about. */
  until: Date | null;
}

/** `until`: epoch milliseconds; older rows have an ISO date. */
const Stored: z.ZodType<AttemptPark> = z.object({
  scope: z.enum(scopes),
  id: z.string(),
  until: z.union([z.number(), z.string()]).pipe(z.coerce.date()).nullable(),
});

/** @returns null where it led to none, or to one that this version does not know: a trace is read without it, too. */
export const parkOf = (stored: unknown): AttemptPark | null => Stored.safeParse(stored).data ?? null;
