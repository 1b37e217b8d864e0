// From the secret in a request to the context of the member that its token acts for.
import { record } from "../audit.ts";
import type { Context, Origin } from "../context.ts";
import { pool } from "../db.ts";
import { AppError } from "../errors.ts";
import { networkOf } from "../network.ts";
import { tokenHashOf } from "../people/tokens.ts";
import { tenantDb } from "../tenant-db.ts";
import { rememberToken, secretIn } from "./known.ts";
import { type ApiScope, isApiScope, leftBy } from "./scopes.ts";

/** `usedAt` is written at most this often. */
const USED_EVERY_MS = 5 * 60_000;
/** Of so many networks a token remembers that it was used there; from then on a new one is no news. */
const NETWORKS_MAX = 20;

export interface ApiCaller {
  context: Context;
  token: { id: string; name: string; scopes: ApiScope[]; expiresAt: Date | null };
  tenant: { slug: string; name: string; timeZone: string };
  member: string;
}

interface Row {
  id: string;
  tenantId: string;
  userId: string;
  name: string;
  last4: string;
  scopes: string[];
  strong: boolean;
  networks: string[];
  usedAt: Date | null;
  expiresAt: Date | null;
  role: Context["role"];
  readTexts: boolean;
  demands: boolean;
  slug: string;
  tenant: string;
  timeZone: string;
  member: string;
}

/** For every request, so in one statement that each connection plans once. */
const TOKEN = {
  name: "api_token",
  text: `
    SELECT k."id", k."tenantId", k."userId", k."name", k."last4", k."scopes", k."strong", k."networks", k."usedAt", k."expiresAt",
      m."role", m."readTexts", t."secondFactor" AS "demands", t."slug", t."name" AS "tenant", t."timeZone", u."name" AS "member"
    FROM "ApiToken" AS k
    JOIN "Member" AS m ON m."tenantId" = k."tenantId" AND m."userId" = k."userId"
    JOIN "Tenant" AS t ON t."id" = k."tenantId"
    JOIN "User" AS u ON u."id" = k."userId"
    WHERE k."tokenHash" = $1 AND (k."expiresAt" IS NULL OR k."expiresAt" > now())`,
};

async function noteUse(row: Row, context: Context, address: string): Promise<void> {
  const { id, tenantId, networks, usedAt } = row;
  const now = new Date();
  const network = networkOf(address);
  const isNew = network !== "" && networks.length < NETWORKS_MAX && !networks.includes(network);
  if (!isNew && usedAt && now.getTime() - usedAt.getTime() < USED_EVERY_MS) return;
  await tenantDb(context).$transaction(async (tx) => {
    if (!isNew)
      return void (await tx.apiToken.updateMany({ where: { tenantId, id }, data: { usedAt: now } }));
    // Of two requests at once one tells.
    const { count } = await tx.apiToken.updateMany({
      where: { tenantId, id, NOT: { networks: { has: network } } },
      data: { usedAt: now, networks: { push: network } },
    });
    const after = { name: row.name, last4: row.last4 };
    if (count > 0) await record(tx, context, { action: "apiToken.place", target: id, after });
  });
}

/**
 * The context has the member's role of now, and of its permissions those that the token's scopes leave.
 * @param authorization the header
 * @throws AppError "token_missing", "token_refused" (unknown, revoked or expired, or its member has left), or "token_weak"
 * (the tenant demands a second factor, and it was made without one)
 */
export async function callerOfToken(authorization: string | null, from: Origin): Promise<ApiCaller> {
  const secret = secretIn(authorization);
  if (!secret) throw new AppError(authorization ? "token_refused" : "token_missing");
  const { rows } = await pool.query<Row>(TOKEN, [tokenHashOf(secret)]);
  const [row] = rows;
  if (!row) throw new AppError("token_refused");
  if (row.demands && !row.strong) throw new AppError("token_weak");
  const { id, tenantId, userId, role, readTexts, name, last4, expiresAt, slug, timeZone } = row;
  const scopes = row.scopes.filter(isApiScope);
  const agent = `API token …${last4}${from.agent ? `, ${from.agent}` : ""}`;
  const context: Context = {
    ...{ tenantId, role, actorId: userId, readTexts, only: leftBy(scopes) },
    from: { address: from.address, agent },
  };
  await noteUse(row, context, from.address);
  rememberToken(secret, tenantId);
  return {
    context,
    token: { id, name, scopes, expiresAt },
    tenant: { slug, name: row.tenant, timeZone },
    member: row.member,
  };
}
