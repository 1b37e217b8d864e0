// Sign-in by e-mail and password.
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
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
 * @throws AppError "sign_in" if e-mail or password is wrong (with the same timing), or "too_many_tries".
 */
export async function signIn(email: string, password: string, from: string): Promise<SignedIn> {
  const address = normalEmail(email);
  const keys = [`sign-in ${address} ${from}`, `sign-in ${address}`] as const;
  countTry({ [keys[0]]: 6, [keys[1]]: 40 });
  const user = await db.user.findUnique({
    where: { email: address },
    select: { id: true, passwordHash: true },
  });
  const right = await isPassword(user?.passwordHash ?? null, password);
  if (!user || !right) throw new AppError("sign_in", {}, "password");
  forgetTries(...keys);
  return { userId: user.id, strong: false };
}
