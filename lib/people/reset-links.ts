// Links with which a person sets a new password: used once, valid for an hour.
import { record, recordEvent } from "../audit.ts";
import type { Context, Origin } from "../context.ts";
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import { isMailSet } from "../mail.ts";
import { authorise, outranks } from "./can.ts";
import { dropFactors } from "./factors.ts";
import { type Delivery, deliver, linkTo } from "./links.ts";
import { recordOwn } from "./own-record.ts";
import { checkPassword, hashPassword } from "./passwords.ts";
import { normalEmail } from "./person.ts";
import { endSessions } from "./sessions.ts";
import { newToken, tokenHashOf } from "./tokens.ts";

const VALID_MS = 60 * 60_000;

/** A newer link replaces an older one. @returns the token */
async function makeLink(userId: string, mailed: boolean): Promise<string> {
  const token = newToken();
  const link = { tokenHash: tokenHashOf(token), mailed, expiresAt: new Date(Date.now() + VALID_MS) };
  await db.resetLink.upsert({ where: { userId }, create: { userId, ...link }, update: link });
  return token;
}

/**
 * For a member below oneself; an owner's own password changes with the old one only. Whoever sees the link can take the
 * account over, so unless it is e-mailed to the person, the account must belong to this tenant alone.
 * @throws AppError "not_found", "forbidden" or "member_elsewhere"
 */
export async function sendResetLink(context: Context, userId: string): Promise<Delivery> {
  authorise(context, "helpMembers");
  const { tenantId, actorId } = context;
  const member = await db.member.findUnique({
    where: { tenantId_userId: { tenantId, userId } },
    select: {
      role: true,
      user: {
        select: { email: true, locale: true, platformAdmin: true, _count: { select: { members: true } } },
      },
    },
  });
  if (!member) throw new AppError("not_found");
  if (userId === actorId || !outranks(context.role, member.role)) throw new AppError("forbidden");
  const { user } = member;
  const isShared = user._count.members > 1 || user.platformAdmin;
  if (isShared && !isMailSet()) throw new AppError("member_elsewhere");
  await db.$transaction((tx) =>
    record(tx, context, { action: "member.resetLink", target: userId, after: { mailed: isMailSet() } }),
  );
  return deliver("reset", await makeLink(userId, isMailSet()), user);
}

/** For the command line. @returns the link, or null if nobody has this e-mail address */
export async function resetLinkFor(email: string): Promise<string | null> {
  const user = await db.user.findUnique({ where: { email: normalEmail(email) }, select: { id: true } });
  if (!user) return null;
  await recordEvent({ action: "person.resetLink", target: user.id });
  return linkTo("reset", await makeLink(user.id, false));
}

const usable = (token: string) => ({ tokenHash: tokenHashOf(token), expiresAt: { gt: new Date() } });

/** @returns whose password the link sets, or null if it was used or is too old */
export async function emailOfResetLink(token: string): Promise<string | null> {
  const link = await db.resetLink.findFirst({
    where: usable(token),
    select: { user: { select: { email: true } } },
  });
  return link?.user.email ?? null;
}

/**
 * Sets the password and ends every session. Second factors stay, unless the link proves only now whose address it is:
 * what somebody else may have set up before must not open the account.
 * @returns the e-mail address, to sign in with
 * @throws AppError "link_used", "password_short" or "password_common"
 */
export async function resetPassword(token: string, password: string, from?: Origin): Promise<string> {
  const link = await db.resetLink.findFirst({ where: usable(token), include: { user: true } });
  if (!link) throw new AppError("link_used");
  const { user, mailed } = link;
  checkPassword(password, [user.email, user.name]);
  const passwordHash = await hashPassword(password, { group: "known", key: user.id });
  await db.$transaction(async (tx) => {
    const { count } = await tx.resetLink.deleteMany({ where: usable(token) });
    if (count === 0) throw new AppError("link_used");
    const proved = mailed ? { emailProvedAt: new Date() } : {};
    await tx.user.update({ where: { id: user.id }, data: { passwordHash, ...proved } });
    if (mailed && !user.emailProvedAt) await dropFactors(tx, user.id);
    else await endSessions(user.id, undefined, tx);
    await recordOwn(tx, { id: user.id, ...(from && { from }) }, "person.password.reset");
  });
  return user.email;
}

/** For the command line, where phone and recovery codes are lost: removes every second factor. */
export async function forgetFactors(email: string): Promise<void> {
  const { id: userId } = await db.user.findUniqueOrThrow({ where: { email: normalEmail(email) } });
  await db.$transaction(async (tx) => {
    await dropFactors(tx, userId);
    await recordEvent({ action: "person.factors.forget", target: userId }, tx);
  });
}
