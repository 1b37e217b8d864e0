// Parses the column Attempt.parks: the widest park that a failed attempt caused.
import { z } from "zod";
import { type Scope, scopes } from "../fallback/index.ts";

export interface AttemptPark {
  scope: Scope;
  id: string;
  /** Null: until an admin edits the parked entity. */
  until: Date | null;
}

/** `until` is epoch milliseconds; older rows have an ISO date. */
const Stored: z.ZodType<AttemptPark> = z.object({
  scope: z.enum(scopes),
  id: z.string(),
  until: z.union([z.number(), z.string()]).pipe(z.coerce.date()).nullable(),
});

/** @returns null if there is no park, or one that this version does not recognise: a trace is readable without it. */
export const parkOf = (stored: unknown): AttemptPark | null => Stored.safeParse(stored).data ?? null;
