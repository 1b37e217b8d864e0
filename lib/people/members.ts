// The members of a tenant: roles, sessions, the demand for a second factor. A tenant always has an owner.
import type { Role } from "#generated/enums.ts";
import { record } from "../audit.ts";
import type { Context } from "../context.ts";
import { db, type Tx } from "../db.ts";
import { AppError } from "../errors.ts";
import { authorise, outranks } from "./can.ts";
import { alive, endSession, endSessions, type SessionView, sessionsOf } from "./sessions.ts";

export interface MemberView {
  id: string;
  name: string;
  email: string;
  role: Role;
  readTexts: boolean;
  /** Has an authenticator app or a passkey. */
  secondFactor: boolean;
  /** The latest use of any of their sessions; null: signed in nowhere. */
  seenAt: Date | null;
}

export interface Team {
  /** Whether a member must have signed in with a second factor. */
  secondFactor: boolean;
  members: MemberView[];
}

export async function readTeam(context: Context): Promise<Team> {
  authorise(context, "viewTeam");
  const { tenantId } = context;
  const { secondFactor, members } = await db.tenant.findUniqueOrThrow({
    where: { id: tenantId },
    select: {
      secondFactor: true,
      members: {
        orderBy: { createdAt: "asc" },
        select: {
          role: true,
          readTexts: true,
          user: {
            select: {
              id: true,
              name: true,
              email: true,
              totp: { select: { confirmedAt: true } },
              _count: { select: { passkeys: true } },
              sessions: { where: alive(), orderBy: { seenAt: "desc" }, take: 1, select: { seenAt: true } },
            },
          },
        },
      },
    },
  });
  return {
    secondFactor,
    members: members.map(({ role, readTexts, user: { totp, _count, sessions, ...user } }) => ({
      ...user,
      role,
      readTexts,
      secondFactor: Boolean(totp?.confirmedAt) || _count.passkeys > 0,
      seenAt: sessions[0]?.seenAt ?? null,
    })),
  };
}

/** Locks the tenant's owners, so that of two concurrent changes the second one sees the first. */
async function lockOwners(tx: Tx, tenantId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Tenant" WHERE "id" = ${tenantId}::uuid FOR UPDATE`;
}

/** @throws AppError "not_found" */
async function stateOf(tx: Tx, tenantId: string, userId: string) {
  const select = { role: true, readTexts: true } as const;
  const member = await tx.member.findFirst({ where: { tenantId, userId }, select });
  if (!member) throw new AppError("not_found");
  return member;
}

/** @throws AppError "last_owner" */
async function requireOwner(tx: Tx, tenantId: string): Promise<void> {
  if ((await tx.member.count({ where: { tenantId, role: "owner" } })) === 0) throw new AppError("last_owner");
}

/** @throws AppError "not_found" or "last_owner" */
export async function setRole(context: Context, userId: string, role: Role): Promise<void> {
  authorise(context, "manageMembers");
  const { tenantId } = context;
  await db.$transaction(async (tx) => {
    await lockOwners(tx, tenantId);
    const before = await stateOf(tx, tenantId, userId);
    await tx.member.updateMany({ where: { tenantId, userId }, data: { role } });
    await requireOwner(tx, tenantId);
    await record(tx, context, { action: "member.role", target: userId, before, after: { ...before, role } });
  });
}

/** Their account stays. @throws AppError "not_found" or "last_owner" */
export async function removeMember(context: Context, userId: string): Promise<void> {
  authorise(context, "manageMembers");
  const { tenantId } = context;
  await db.$transaction(async (tx) => {
    await lockOwners(tx, tenantId);
    const before = await stateOf(tx, tenantId, userId);
    await tx.member.deleteMany({ where: { tenantId, userId } });
    // Whoever here made a link for them has no say over the account any more.
    await tx.resetLink.deleteMany({ where: { userId, mailed: false } });
    await requireOwner(tx, tenantId);
    await record(tx, context, { action: "member.remove", target: userId, before });
  });
}

/** Whether a viewer may read what people wrote to the bots. @throws AppError "not_found" */
export async function allowTexts(context: Context, userId: string, readTexts: boolean): Promise<void> {
  authorise(context, "manageMembers");
  const { tenantId } = context;
  await db.$transaction(async (tx) => {
    const before = await stateOf(tx, tenantId, userId);
    await tx.member.updateMany({ where: { tenantId, userId }, data: { readTexts } });
    await record(tx, context, {
      ...{ action: "member.texts", target: userId, before },
      after: { ...before, readTexts },
    });
  });
}

/** Members whose session has no second factor are led to set one up, and can do nothing else in the tenant. */
export async function demandSecondFactor(context: Context, secondFactor: boolean): Promise<void> {
  authorise(context, "manageMembers");
  await db.$transaction(async (tx) => {
    const where = { id: context.tenantId };
    const before = await tx.tenant.findUniqueOrThrow({ where, select: { secondFactor: true } });
    await tx.tenant.update({ where, data: { secondFactor } });
    await record(tx, context, {
      ...{ action: "tenant.secondFactor", target: context.tenantId, before },
      after: { secondFactor },
    });
  });
}

/** @throws AppError "not_found" (no member) or "forbidden" (not below the actor) */
async function requireBelow({ tenantId, role }: Context, userId: string): Promise<void> {
  const member = await db.member.findUnique({
    where: { tenantId_userId: { tenantId, userId } },
    select: { role: true },
  });
  if (!member) throw new AppError("not_found");
  if (!outranks(role, member.role)) throw new AppError("forbidden");
}

/** Where a member is signed in. @throws AppError "not_found" or "forbidden" */
export async function memberSessions(context: Context, userId: string): Promise<SessionView[]> {
  authorise(context, "helpMembers");
  await requireBelow(context, userId);
  return sessionsOf(userId);
}

/** @param id null: every session of the member. @throws AppError "not_found" or "forbidden" */
export async function endMemberSessions(context: Context, userId: string, id: string | null): Promise<void> {
  authorise(context, "helpMembers");
  await requireBelow(context, userId);
  const sessions = (await sessionsOf(userId)).length;
  if (id) await endSession(userId, id);
  else await endSessions(userId);
  const after = { sessions: (await sessionsOf(userId)).length };
  await db.$transaction((tx) =>
    record(tx, context, { action: "member.signOut", target: userId, before: { sessions }, after }),
  );
}
