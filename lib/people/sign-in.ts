// Sign-in by e-mail and password.
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import { recordFailure } from "../failed-tries.ts";
import { enterCode, factorsOf } from "./factors.ts";
import { admitTry, type TryOrigin } from "./familiar.ts";
import { PASSWORD_MAX } from "./password-length.ts";
import { isPassword } from "./passwords.ts";
import { normalEmail } from "./person.ts";

export interface SignedIn {
  userId: string;
  /** With a second factor. */
  strong: boolean;
}

/** The longest address that mail knows (RFC 5321). */
const EMAIL_MAX = 254;

/**
 * @param from what the limits count by.
 * @param code of an authenticator app or a recovery code, where the account has a second factor
 * @throws AppError "sign_in" if e-mail or password is wrong (with the same timing), "second_factor" if both are right
 * and the code is missing, "code_wrong", "too_many_tries" or "busy".
 */
export async function signIn(email: string, password: string, from: TryOrigin, code = ""): Promise<SignedIn> {
  // Nobody has such an account, and nothing is computed from megabytes.
  if (email.length > EMAIL_MAX || password.length > PASSWORD_MAX)
    throw new AppError("sign_in", {}, "password");
  const address = normalEmail(email);
  const origin = { address: from.address, agent: null };
  const admitted = await admitTry(address, from);
  const user = await db.user.findUnique({
    where: { email: address },
    select: { id: true, passwordHash: true },
  });
  const right = await isPassword(user?.passwordHash ?? null, password, admitted.turn);
  if (!user || !right) {
    const event = { action: "session.failed", target: user?.id ?? "unknown account" } as const;
    await recordFailure({ ...event, from: origin });
    throw new AppError("sign_in", {}, "password");
  }
  const { totp, passkeys } = await factorsOf(user.id);
  const strong = totp || passkeys > 0;
  if (strong) {
    await admitted.giveBack();
    if (!code) throw new AppError("second_factor", {}, "code");
    await enterCode(user.id, code, origin);
  }
  await admitted.succeeded();
  return { userId: user.id, strong };
}
