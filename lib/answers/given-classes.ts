import type { ErrorClass } from "../fallback/index.ts";

/**
 * What a failure may be declared to be: classes that park something of this tenant's own, or nothing. What one
 * tenant's admin says must leave no model out for the others.
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
