// Limit of what a person who is known already enters: a code, their own password again.
import { countTry, forgetTries, hashedKey } from "./tries.ts";

type OwnTry = "code" | "password" | "proof";

const scopeOf = (what: OwnTry) => (what === "code" ? "code" : "person");

/** Counts a try before it is made. @throws AppError "too_many_tries" */
export const countOwnTry = (what: OwnTry, userId: string): Promise<void> =>
  countTry(scopeOf(what), hashedKey(what, userId));

/** After a right one. */
export const forgetOwnTries = (what: OwnTry, userId: string): Promise<void> =>
  forgetTries(scopeOf(what), hashedKey(what, userId));
