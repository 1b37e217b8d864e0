// A person's own password: changed with the old one, or set with a reset link.
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import { recordFailure } from "../failed-tries.ts";
import type { HashTurn } from "./hash-queue.ts";
import { recordOwn } from "./own-record.ts";
import { countOwnTry, forgetOwnTries } from "./own-tries.ts";
import { checkPassword, hashPassword, isPassword } from "./passwords.ts";
import type { Person } from "./person.ts";
import { endSessions } from "./sessions.ts";

/** Of somebody signed in, among the hashes at once. */
function turnOf({ id }: { id: string }): HashTurn {
  return { group: "known", key: id };
}

/**
 * The person enters their password again.
 * @param field of the form, which the error names
 * @returns its hash @throws AppError "password_wrong" or "too_many_tries"
 */
export async function enterPassword(
  { id, from }: Person,
  given: string,
  { what, field }: { what: "password" | "proof"; field: string },
): Promise<string | null> {
  await countOwnTry(what, id);
  const { passwordHash } = await db.user.findUniqueOrThrow({ where: { id } });
  if (!(await isPassword(passwordHash, given, turnOf({ id })))) {
    await recordFailure({ actorId: id, action: "person.password.failed", target: id, from });
    throw new AppError("password_wrong", {}, field);
  }
  await forgetOwnTries(what, id);
  return passwordHash;
}

/**
 * Ends the person's other sessions.
 * @throws AppError "password_wrong", "password_short", "password_common" or "too_many_tries"
 */
export async function changePassword(person: Person, old: string, password: string): Promise<void> {
  const passwordHash = await enterPassword(person, old, { what: "password", field: "old" });
  checkPassword(password, [person.email, person.name]);
  const next = await hashPassword(password, turnOf(person));
  await db.$transaction(async (tx) => {
    // Of two changes at once with the same old password, one is refused.
    const { count } = await tx.user.updateMany({
      where: { id: person.id, passwordHash },
      data: { passwordHash: next },
    });
    if (count === 0) throw new AppError("password_wrong", {}, "old");
    await tx.resetLink.deleteMany({ where: { userId: person.id } });
    await endSessions(person.id, person.session.id, tx);
    await recordOwn(tx, person, "person.password.change");
  });
}
