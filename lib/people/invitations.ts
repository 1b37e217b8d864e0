// Invitations by link: for one e-mail address, used once, valid for three days, with a role.
import { randomUUID } from "node:crypto";
import type { Role } from "#generated/enums.ts";
import { record } from "../audit.ts";
import type { Context, Origin } from "../context.ts";
import { db, isDuplicate, type Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { isMailSet } from "../mail.ts";
import { authorise } from "./can.ts";
import { type Delivery, deliver } from "./links.ts";
import { checkPassword, hashPassword } from "./passwords.ts";
import { normalEmail, type Person } from "./person.ts";
import { requireRoom } from "./room.ts";
import { newToken, tokenHashOf } from "./tokens.ts";

const VALID_MS = 3 * 86_400_000;

/** A newer invitation of the same address replaces the older one. @throws AppError "member_already" or "limit_reached" */
export async function invite(context: Context, given: { email: string; role: Role }): Promise<Delivery> {
  authorise(context, "manageMembers");
  const { tenantId, actorId } = context;
  const [email, role, token] = [normalEmail(given.email), given.role, newToken()];
  const known = await db.user.findUnique({
    where: { email },
    select: { locale: true, members: { where: { tenantId }, select: { role: true } } },
  });
  if (known?.members.length) throw new AppError("member_already", { email }, "email");
  const link = { role, tokenHash: tokenHashOf(token), mailed: isMailSet(), invitedById: actorId };
  const times = { createdAt: new Date(), expiresAt: new Date(Date.now() + VALID_MS) };
  await db.$transaction(async (tx) => {
    const open = { tenantId, expiresAt: { gt: new Date() }, email: { not: email } };
    const promised = await tx.invitation.count({ where: open });
    await requireRoom(tx, tenantId, "members", { promised, field: "email" });
    await tx.invitation.upsert({
      where: { tenantId_email: { tenantId, email } },
      create: { id: randomUUID(), tenantId, email, ...link, ...times },
      update: { ...link, ...times },
    });
    await record(tx, context, { action: "invitation.add", target: email, after: { role } });
  });
  return deliver("invite", token, { email, locale: known?.locale ?? null });
}

export interface InvitationView {
  id: string;
  email: string;
  role: Role;
  expiresAt: Date;
}

/** Those that can still be accepted, the newest first. */
export async function listInvitations(context: Context): Promise<InvitationView[]> {
  authorise(context, "manageMembers");
  return db.invitation.findMany({
    where: { tenantId: context.tenantId, expiresAt: { gt: new Date() } },
    select: { id: true, email: true, role: true, expiresAt: true },
    orderBy: { createdAt: "desc" },
  });
}

/** @throws AppError "not_found" */
export async function revokeInvitation(context: Context, id: string): Promise<void> {
  authorise(context, "manageMembers");
  const where = { tenantId: context.tenantId, id };
  await db.$transaction(async (tx) => {
    const invitation = await tx.invitation.findFirst({ where });
    if (!invitation) throw new AppError("not_found");
    await tx.invitation.deleteMany({ where });
    const { email: target, role } = invitation;
    await record(tx, context, { action: "invitation.remove", target, before: { role } });
  });
}

const usable = (token: string) => ({ tokenHash: tokenHashOf(token), expiresAt: { gt: new Date() } });

export interface OpenInvitation {
  tenant: string;
  email: string;
  role: Role;
  /** Somebody with this address has an account already. */
  known: boolean;
}

/** What the link says; null if it was used, revoked or is too old. */
export async function invitationOf(token: string): Promise<OpenInvitation | null> {
  const found = await db.invitation.findFirst({
    where: usable(token),
    select: { email: true, role: true, tenant: { select: { name: true } } },
  });
  if (!found) return null;
  const { email, role, tenant } = found;
  const known = (await db.user.count({ where: { email } })) > 0;
  return { tenant: tenant.name, email, role, known };
}

interface Accepted {
  tenantId: string;
  role: Role;
  email: string;
  mailed: boolean;
}

/** Uses the invitation up. @throws AppError "link_used" */
async function spend(tx: Tx, token: string): Promise<Accepted> {
  const rows = await tx.$queryRaw<Accepted[]>`
    DELETE FROM "Invitation" WHERE "tokenHash" = ${tokenHashOf(token)} AND "expiresAt" > now()
    RETURNING "tenantId", "role"::text AS "role", "email", "mailed"`;
  const [row] = rows;
  if (!row) throw new AppError("link_used");
  return row;
}

/** Makes the person a member; an existing membership stays as it is. */
export async function join(
  tx: Tx,
  userId: string,
  { tenantId, role }: Pick<Accepted, "tenantId" | "role">,
  from?: Origin,
) {
  const there = await tx.member.count({ where: { tenantId, userId } });
  // The plan may have changed since the invitation.
  if (there === 0) await requireRoom(tx, tenantId, "members");
  await tx.member.createMany({ data: [{ tenantId, userId, role }], skipDuplicates: true });
  // Made while the account was of one tenant: whoever there holds the link must not enter this one.
  await tx.resetLink.deleteMany({ where: { userId, mailed: false } });
  const context = { tenantId, role, actorId: userId, ...(from && { from }) };
  await record(tx, context, { action: "invitation.accept", target: userId, after: { role } });
}

const slugOf = async (tx: Tx, tenantId: string) =>
  (await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { slug: true } })).slug;

/** By whoever is signed in. @returns the tenant's slug. @throws AppError "link_used" or "invited_other" */
export async function acceptInvitation(person: Person, token: string): Promise<string> {
  return db.$transaction(async (tx) => {
    const invitation = await spend(tx, token);
    const { email, mailed } = invitation;
    if (email !== person.email) throw new AppError("invited_other", { email });
    if (mailed) await tx.user.update({ where: { id: person.id }, data: { emailProvedAt: new Date() } });
    await join(tx, person.id, invitation, person.from);
    return slugOf(tx, invitation.tenantId);
  });
}

/**
 * By somebody without an account, who gets one.
 * @returns e-mail address, to sign in with, and the tenant's slug
 * @throws AppError "link_used", "email_taken", "password_short" or "password_common"
 */
export async function acceptAsNew(
  token: string,
  { name, password, from }: { name: string; password: string; from?: Origin },
): Promise<{ email: string; slug: string }> {
  const open = await invitationOf(token);
  if (!open) throw new AppError("link_used");
  checkPassword(password, [open.email, name]);
  const passwordHash = await hashPassword(password, { group: "known", key: open.email });
  try {
    return await db.$transaction(async (tx) => {
      const invitation = await spend(tx, token);
      const { email, mailed } = invitation;
      const [id, emailProvedAt] = [randomUUID(), mailed ? new Date() : null];
      await tx.user.create({ data: { id, email, name, passwordHash, emailProvedAt } });
      await join(tx, id, invitation, from);
      return { email, slug: await slugOf(tx, invitation.tenantId) };
    });
  } catch (error) {
    throw isDuplicate(error) ? new AppError("email_taken") : error;
  }
}
