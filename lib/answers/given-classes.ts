// The classes that an admin may give to an unknown error.
import type { ErrorClass } from "../fallback/index.ts";

/**
 * Only classes that park something of this tenant, or nothing: one tenant's admin must not park a model for other
 * tenants.
 */
export const givenClasses = [
  "key_blocked",
  "project_blocked",
  "rate_unknown",
  "rate_day",
  "model_missing",
  "bad_request",
  "blocked",
] as const satisfies readonly ErrorClass[];
export type GivenClass = (typeof givenClasses)[number];

const given: ReadonlySet<string | null> = new Set(givenClasses);
export const isGiven = (value: string | null): value is GivenClass => given.has(value);
