// Changes of second factors need a fresh proof of identity: a session left open is not enough.
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import { enterCode, factorsOf } from "./factors.ts";
import { enterPassword } from "./own-password.ts";
import type { Person } from "./person.ts";

const FRESH_MS = 15 * 60_000;

/** @throws AppError "prove_again" if the last proof is older than 15 minutes */
export function requireFresh({ session }: Person, now = Date.now()): void {
  if (now - session.provedAt.getTime() > FRESH_MS) throw new AppError("prove_again");
}

/**
 * Proves the person's identity in this session, by password or by the code of a second factor. A code also makes the
 * session one with a second factor. Whoever has an authenticator app needs its code.
 * @throws AppError "second_factor", "password_wrong", "code_wrong" or "too_many_tries"
 */
export async function proveAgain(
  person: Person,
  proof: { password: string } | { code: string },
): Promise<void> {
  const strong = "code" in proof;
  if (strong) await enterCode(person.id, proof.code, person.from);
  else {
    if ((await factorsOf(person.id)).totp) throw new AppError("second_factor");
    await enterPassword(person, proof.password, { what: "proof", field: "password" });
  }
  await db.session.updateMany({
    where: { id: person.session.id, userId: person.id },
    data: { provedAt: new Date(), ...(strong ? { strong } : {}) },
  });
}
