// Sign-in by e-mail and password.
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import { recordFailure } from "../failed-tries.ts";
import { enterCode, factorsOf } from "./factors.ts";
import { isPassword } from "./passwords.ts";
import { normalEmail } from "./person.ts";
import { countTry, forgetTries } from "./tries.ts";

export interface SignedIn {
  userId: string;
  /** With a second factor. */
  strong: boolean;
}

/**
 * @param from the client's address, for the rate limit.
 * @param code of an authenticator app or a recovery code, where the account has a second factor
 * @throws AppError "sign_in" if e-mail or password is wrong (with the same timing), "second_factor" if both are right
 * and the code is missing, "code_wrong", or "too_many_tries".
 */
export async function signIn(email: string, password: string, from: string, code = ""): Promise<SignedIn> {
  const address = normalEmail(email);
  const keys = [`sign-in ${address} ${from}`, `sign-in ${address}`] as const;
  countTry({ [keys[0]]: 6, [keys[1]]: 40 });
  const user = await db.user.findUnique({
    where: { email: address },
    select: { id: true, passwordHash: true },
  });
  const right = await isPassword(user?.passwordHash ?? null, password);
  if (!user || !right) {
    const event = { action: "session.failed", target: user?.id ?? "unknown account" } as const;
    await recordFailure({ ...event, from: { address: from, agent: null } });
    throw new AppError("sign_in", {}, "password");
  }
  forgetTries(...keys);
  const { totp, passkeys } = await factorsOf(user.id);
  if (!totp && passkeys === 0) return { userId: user.id, strong: false };
  if (!code) throw new AppError("second_factor", {}, "code");
  await enterCode(user.id, code);
  return { userId: user.id, strong: true };
}
