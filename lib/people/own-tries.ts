// Limit of what a person who is known already enters: a code, their own password again.
import { countTry, forgetTries } from "./tries.ts";

/** Within 15 minutes. A code of six digits is guessed with ten tries once in 33,000 times. */
const FREE = 10;

type OwnTry = "code" | "password" | "proof";

const keyOf = (what: OwnTry, userId: string) => `${what} ${userId}`;

/** Counts a try before it is made. @throws AppError "too_many_tries" */
export async function countOwnTry(what: OwnTry, userId: string): Promise<void> {
  countTry({ [keyOf(what, userId)]: FREE });
}

/** After a right one. */
export async function forgetOwnTries(what: OwnTry, userId: string): Promise<void> {
  forgetTries(keyOf(what, userId));
}
