// The people and the rows that the matrix needs: a tenant with each role, another one, and who wrote what.
import { randomUUID } from "node:crypto";
import { hash } from "@node-rs/argon2";
import type pg from "pg";
import type { Ids } from "./action-inputs.ts";
import { createNeighbour, neighbour } from "./neighbour.ts";
import { admin, expect, type Platform } from "./platform.ts";

export const roles = ["owner", "admin", "operator", "viewer"] as const;
type Role = (typeof roles)[number];
/**
 * `foreign`: the owner of another tenant; `unattached`: signed in, a member of none; `steward`: of the platform, a member
 * of none, and on no visit.
 */
export const identities = [...roles, "foreign", "unattached", "steward", "stranger"] as const;
export type Visitor = (typeof identities)[number];
export const isRole = (who: Visitor): who is Role => roles.some((role) => role === who);

const password = "correct-horse-matrix";
const emailOf = (role: string) => `${role}@matrix.example.com`;

export interface MatrixWorld {
  platform: Platform;
  database: pg.Client;
  tenantId: string;
  ids: Ids & { answer: string };
  /** Cookies; empty for the stranger. */
  cookies: Record<Visitor, string>;
  /** A new cookie of somebody whose sessions a test may end. */
  leaving(): Promise<string>;
}

/** What an end user wrote, what they were answered, and who they are. */
export const texts = [neighbour.question, "The silk is forty thousand", "Gulnora of Margilan"] as const;
/** The label that all keys begin with. */
export const keyLabel = "matrix key";
/** Words that nobody but the neighbour's members may read. */
export const marks = [neighbour.bot, ...texts, neighbour.name, keyLabel, "matrix error"];

async function furnish(
  { databaseUrl }: Platform,
  database: pg.Client,
): Promise<Pick<MatrixWorld, "database" | "tenantId" | "ids">> {
  const { botId, answerId, conversationId } = await createNeighbour(databaseUrl);
  const { rows } = await database.query<{ id: string }>(`SELECT "id" FROM "Tenant" WHERE "slug" = $1`, [
    neighbour.slug,
  ]);
  const tenantId = rows[0]?.id ?? "";
  const ids = {
    bot: botId,
    key: randomUUID(),
    otherKey: randomUUID(),
    fingerprint: "418 matrix",
    answer: answerId,
    conversation: conversationId,
    member: "",
    invitation: randomUUID(),
    broadcast: randomUUID(),
    source: randomUUID(),
    piece: randomUUID(),
    workspace: tenantId,
  };
  // Off, and sealed with no key, so no worker uses them.
  await database.query(
    `INSERT INTO "Key" ("id", "tenantId", "label", "secret", "secretIndex", "last4", "position", "enabled", "updatedAt")
     SELECT k.id, $1, 'matrix key ' || n, '', n::text, 'abcd', n, false, now()
     FROM unnest($2::uuid[]) WITH ORDINALITY AS k(id, n)`,
    [tenantId, [ids.key, ids.otherKey]],
  );
  await database.query(
    `INSERT INTO "UnknownError" ("tenantId", "fingerprint", "reason") VALUES ($1, $2, 'matrix error')`,
    [tenantId, ids.fingerprint],
  );
  await database.query(`UPDATE "Conversation" SET "title" = $2 WHERE "tenantId" = $1`, [tenantId, texts[2]]);
  await database.query(
    `UPDATE "Answer" SET "text" = $2, "model" = 'gemini-2.5-pro', "keyName" = 'matrix key 1 …abcd', "finishedAt" = now()
     WHERE "tenantId" = $1`,
    [tenantId, texts[1]],
  );
  await database.query(
    `INSERT INTO "Attempt" ("tenantId", "answerId", "position", "model", "keyId", "keyLabel", "keyLast4", "class", "ms", "startedAt")
     VALUES ($1, $2, 0, 'gemini-2.5-pro', $3, 'matrix key 1', 'abcd', 'ok', 5, now())`,
    [tenantId, answerId, ids.key],
  );
  await database.query(
    `INSERT INTO "Broadcast" ("id", "tenantId", "botId", "text") VALUES ($1, $2, $3, 'Matrix goods')`,
    [ids.broadcast, tenantId, botId],
  );
  const version = randomUUID();
  await database.query(
    `INSERT INTO "Source" ("id", "tenantId", "botId", "kind", "name", "servedId") VALUES ($1, $2, $3, 'answers', 'Matrix answers', $4)`,
    [ids.source, tenantId, botId, version],
  );
  await database.query(
    `INSERT INTO "SourceVersion" ("id", "tenantId", "sourceId", "state", "pieces", "readyAt") VALUES ($1, $2, $3, 'ready', 1, now())`,
    [version, tenantId, ids.source],
  );
  await database.query(
    `INSERT INTO "Piece" ("id", "tenantId", "versionId", "position", "heading", "text", "tokens", "words")
     VALUES ($1, $2, $3, 0, 'Matrix?', 'Matrix.', 4, 'matrix'::tsvector)`,
    [ids.piece, tenantId, version],
  );
  const passwordHash = await hash(password);
  // The first admin is of the platform too: here one who is nothing else takes that part.
  await database.query(`UPDATE "User" SET "platformAdmin" = false`);
  for (const who of [...roles, "unattached", "steward", "leaving"]) {
    const id = randomUUID();
    await database.query(
      `INSERT INTO "User" ("id", "email", "name", "passwordHash", "platformAdmin") VALUES ($1, $2, $3, $4, $5)`,
      [...[id, emailOf(who), who], passwordHash, who === "steward"],
    );
    if (who === "viewer") ids.member = id;
    if (roles.some((role) => role === who))
      await database.query(
        `INSERT INTO "Member" ("tenantId", "userId", "role") VALUES ($1, $2, $3::"Role")`,
        [...[tenantId, id, who]],
      );
  }
  await database.query(
    `INSERT INTO "Invitation" ("id", "tenantId", "email", "role", "tokenHash", "mailed", "expiresAt")
     VALUES ($1, $2, 'matrix-guest@example.com', 'viewer', 'matrix', false, now() + interval '1 day')`,
    [ids.invitation, tenantId],
  );
  return { database, tenantId, ids };
}

const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

async function signIn({ url }: Platform, email: string, secret: string): Promise<string> {
  const asked = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = (await asked.json()) as { csrfToken: string };
  const response = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: cookiesOf(asked) },
    body: new URLSearchParams({ email, password: secret, csrfToken, json: "true" }),
  });
  const cookies = cookiesOf(response);
  for (const cookie of response.headers.getSetCookie().filter((each) => /session-token/.test(each)))
    for (const part of [/^__Secure-/, /; HttpOnly/i, /; Secure/i, /; SameSite=Lax/i])
      expect(cookie).toMatch(part);
  expect(cookies, `${email} signs in`).toContain("session-token");
  return cookies;
}

/**
 * Tables whose rows change without anybody's request: workers' presence, what needs a person, sums of days, summaries of long
 * conversations, what is forgotten, sessions' last use, limits of tries, questions to passkeys.
 */
const restless = [
  "Worker",
  "Ack",
  "AlertDesk",
  "AlertCause",
  "AlertTold",
  "Rollup",
  "BotDay",
  "ModelDay",
  "OutcomeDay",
  "TenantDay",
  "Summary",
  // A change by a member is in the record too.
  "Retention",
  "Chore",
  "BotLease",
  "ParkRevision",
  "Session",
  "RateLimit",
  "Challenge",
  "_prisma_migrations",
];

/** Columns in which workers note how far they have come with what somebody has written. */
const progress: Readonly<Record<string, readonly string[]>> = {
  AlertWay: ["updatedAt", "dueAt", "news", "workerId", "until"],
  Broadcast: [
    "state",
    "startedAt",
    "finishedAt",
    "total",
    "trouble",
    "fileId",
    "testChatId",
    "testError",
    "testedAt",
  ],
  BroadcastRun: [
    ...[
      "workerId",
      "fence",
      "until",
      "servedAt",
      "retryAt",
      "cursor",
      "postponed",
      "sent",
      "blocked",
      "refused",
    ],
  ],
  Source: ["servedId", "readAgainAt"],
  SourceVersion: [
    ...[
      "state",
      "fault",
      "done",
      "total",
      "pieces",
      "tokens",
      "embedded",
      "bytes",
      "hash",
      "workerId",
      "until",
      "fence",
      "tries",
      "retryAt",
      "readyAt",
    ],
  ],
  Piece: ["bits", "vector", "embedder"],
  AlertNote: ["state", "tries", "nextAt", "status", "error", "telegramId", "doneAt"],
};

/** A hash of all rows. */
export async function written(
  { database }: Pick<MatrixWorld, "database">,
  where = "true",
): Promise<Record<string, string>> {
  const { rows: tables } = await database.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name <> ALL ($1) AND ($2 = 'true' OR column_name = 'tenantId')
     GROUP BY 1 ORDER BY 1`,
    [restless, where],
  );
  const each = tables.map(({ name }) => {
    const row = `(to_jsonb(t) - '{${(progress[name] ?? []).join()}}'::text[])::text`;
    return `SELECT '${name}' AS "name", md5(coalesce(string_agg(${row}, ' ' ORDER BY ${row}), '')) AS "rows"
            FROM "${name}" AS t WHERE ${where}`;
  });
  const { rows } = await database.query<{ name: string; rows: string }>(each.join(" UNION ALL "));
  return Object.fromEntries(rows.map(({ name, rows: hashed }) => [name, hashed]));
}

/** Fills the platform and signs everybody in. */
export async function createWorld(platform: Platform, database: pg.Client): Promise<MatrixWorld> {
  const made = await furnish(platform, database);
  const signedIn = async (who: string) => signIn(platform, emailOf(who), password);
  const cookies = {
    stranger: "",
    foreign: await signIn(platform, admin.email, admin.password),
    owner: await signedIn("owner"),
    admin: await signedIn("admin"),
    operator: await signedIn("operator"),
    viewer: await signedIn("viewer"),
    unattached: await signedIn("unattached"),
    steward: await signedIn("steward"),
  };
  return { ...made, platform, cookies, leaving: () => signedIn("leaving") };
}
