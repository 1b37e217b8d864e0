// A person's own password: changed with the old one, or set with a reset link.
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import { recordFailure } from "../failed-tries.ts";
import { recordOwn } from "./own-record.ts";
import { countOwnTry, forgetOwnTries } from "./own-tries.ts";
import { checkPassword, hashPassword, isPassword } from "./passwords.ts";
import type { Person } from "./person.ts";
import { endSessions } from "./sessions.ts";

/**
 * Ends the person's other sessions.
 * @throws AppError "password_wrong", "password_short", "password_common" or "too_many_tries"
 */
export async function changePassword(person: Person, old: string, password: string): Promise<void> {
  await countOwnTry("password", person.id);
  const { passwordHash } = await db.user.findUniqueOrThrow({ where: { id: person.id } });
  const turn = { group: "known", key: person.id } as const;
  if (!(await isPassword(passwordHash, old, turn))) {
    const { id, from } = person;
    await recordFailure({ actorId: id, action: "person.password.failed", target: id, ...(from && { from }) });
    throw new AppError("password_wrong", {}, "old");
  }
  await forgetOwnTries("password", person.id);
  checkPassword(password, [person.email, person.name]);
  const next = await hashPassword(password, turn);
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
