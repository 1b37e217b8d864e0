// Tokens of programs: made by a member for what that member may do, listed with their last use, revoked.
import { randomUUID } from "node:crypto";
import { record } from "../audit.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { authorise, memberOf, outranks, permits } from "../people/can.ts";
import { newToken, tokenHashOf } from "../people/tokens.ts";
import { last4 } from "../secrets.ts";
import { tenantDb } from "../tenant-db.ts";
import { lifetimes } from "./lifetimes.ts";
import { type ApiScope, holds, isApiScope } from "./scopes.ts";

/** Begins every secret, so that programs that look for leaked ones find it. */
export const TOKEN_PREFIX = "bf_";
export const TOKEN_NAME_MAX = 60;
/** Of one member in one tenant. */
export const TOKENS_MAX = 20;

const DAY_MS = 86_400_000;

export interface ApiTokenView {
  id: string;
  name: string;
  last4: string;
  scopes: ApiScope[];
  /** The member that it acts for. */
  member: { id: string; name: string };
  createdAt: Date;
  /** To within minutes. */
  usedAt: Date | null;
  expiresAt: Date | null;
  /** Whether it is over. */
  expired: boolean;
}

/** Those of the reader; for whoever helps members, also those of members below. The newest first. */
export async function listTokens(context: Context): Promise<ApiTokenView[]> {
  authorise(context, "useApi");
  const { tenantId, actorId, role } = context;
  const helps = permits(context, "helpMembers");
  const rows = await tenantDb(context).apiToken.findMany({
    where: { tenantId, ...(helps ? {} : { userId: actorId ?? randomUUID() }) },
    select: {
      ...{ id: true, name: true, last4: true, scopes: true, createdAt: true, usedAt: true, expiresAt: true },
      member: { select: { role: true, user: { select: { id: true, name: true } } } },
    },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
  });
  const now = new Date();
  return rows
    .filter(({ member }) => member.user.id === actorId || outranks(role, member.role))
    .map(({ scopes, member, ...row }) => ({
      ...row,
      scopes: scopes.filter(isApiScope),
      member: member.user,
      expired: row.expiresAt !== null && row.expiresAt <= now,
    }));
}

/**
 * @param days until it expires; null: never @param strong whether the member has signed in with a second factor
 * @returns the secret, which is stored nowhere
 * @throws AppError "forbidden" for a scope that the role does not have, "members_only", "tokens_full" or "invalid"
 */
export async function makeToken(
  context: Context,
  given: { name: string; scopes: readonly ApiScope[]; days: number | null; strong: boolean },
): Promise<{ id: string; secret: string }> {
  authorise(context, "useApi");
  const { tenantId, userId } = memberOf(context);
  const { days, strong } = given;
  const name = given.name.trim();
  const scopes = [...new Set(given.scopes)];
  if (!name || name.length > TOKEN_NAME_MAX) throw new AppError("invalid", {}, "name");
  if (scopes.length === 0) throw new AppError("invalid", {}, "scopes");
  if (days !== null && !lifetimes.some((each) => each === days)) throw new AppError("invalid", {}, "days");
  if (!scopes.every((scope) => holds(context, scope))) throw new AppError("forbidden", {}, "scopes");
  const [id, secret] = [randomUUID(), `${TOKEN_PREFIX}${newToken()}`];
  const expiresAt = days === null ? null : new Date(Date.now() + days * DAY_MS);
  await tenantDb(context).$transaction(async (tx) => {
    // Locked, so that two at once count each other.
    await tx.$queryRaw`SELECT 1 FROM "Tenant" WHERE "id" = ${tenantId}::uuid FOR NO KEY UPDATE`;
    const there = await tx.apiToken.count({ where: { tenantId, userId } });
    if (there >= TOKENS_MAX) throw new AppError("tokens_full", { max: TOKENS_MAX });
    const columns = { tokenHash: tokenHashOf(secret), last4: last4(secret), scopes, strong, expiresAt };
    await tx.apiToken.create({ data: { id, tenantId, userId, name, ...columns } });
    const after = { name, last4: last4(secret), scopes: scopes.join(" "), days };
    await record(tx, context, { action: "apiToken.make", target: id, after });
  });
  return { id, secret };
}

/** It ends with the next request. @throws AppError "not_found", also for a token of somebody who is not below */
export async function revokeToken(context: Context, id: string): Promise<void> {
  authorise(context, "useApi");
  const { tenantId, actorId, role } = context;
  await tenantDb(context).$transaction(async (tx) => {
    const token = await tx.apiToken.findFirst({
      where: { tenantId, id },
      select: { name: true, last4: true, userId: true, member: { select: { role: true } } },
    });
    const may =
      token &&
      (token.userId === actorId || (permits(context, "helpMembers") && outranks(role, token.member.role)));
    if (!may) throw new AppError("not_found");
    await tx.apiToken.deleteMany({ where: { tenantId, id } });
    const { name, last4: ending } = token;
    await record(tx, context, { action: "apiToken.revoke", target: id, before: { name, last4: ending } });
  });
}
