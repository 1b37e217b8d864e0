// Who gets what: every page, route handler and server action of the build × every role × a foreign tenant. A new one is
// tested without a line here, except for an action's input (action-inputs.ts).
import { randomUUID } from "node:crypto";
import { hash } from "@node-rs/argon2";
import pg from "pg";
import { can, type Permission, permissions } from "#lib/people/can.ts";
import { type Ids, inputs } from "./action-inputs.ts";
import { createNeighbour, neighbour } from "./neighbour.ts";
import { admin, expect, type Platform, test } from "./platform.ts";
import { type Action, actions, addresses } from "./reachable.ts";

const roles = ["owner", "admin", "operator", "viewer"] as const;
type Role = (typeof roles)[number];
/** `foreign`: the owner of another tenant; `unattached`: signed in, a member of none. */
const identities = [...roles, "foreign", "unattached", "stranger"] as const;
type Identity = (typeof identities)[number];
const isRole = (who: Identity): who is Role => roles.some((role) => role === who);

const password = "correct-horse-matrix";
const emailOf = (role: string) => `${role}@matrix.example.com`;

interface World {
  platform: Platform;
  database: pg.Client;
  tenantId: string;
  ids: Ids & { answer: string };
  /** Cookies; empty for the stranger. */
  cookies: Record<Identity, string>;
}

/** Words that nobody but the neighbour's members may read. */
const marks = [neighbour.bot, neighbour.question, neighbour.name, "matrix key", "matrix error"];

async function furnish(
  { databaseUrl }: Platform,
  database: pg.Client,
): Promise<Omit<World, "platform" | "cookies">> {
  const { botId, answerId } = await createNeighbour(databaseUrl);
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
  const passwordHash = await hash(password);
  for (const who of [...roles, "unattached", "leaving"]) {
    const id = randomUUID();
    await database.query(
      `INSERT INTO "User" ("id", "email", "name", "passwordHash") VALUES ($1, $2, $3, $4)`,
      [...[id, emailOf(who), who], passwordHash],
    );
    if (roles.some((role) => role === who))
      await database.query(
        `INSERT INTO "Member" ("tenantId", "userId", "role") VALUES ($1, $2, $3::"Role")`,
        [...[tenantId, id, who]],
      );
  }
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
  expect(cookies, `${email} signs in`).toContain("session-token");
  return cookies;
}

/** Tables whose rows change without anybody's request: workers' presence, sessions' last use, limits of tries. */
const restless = ["Worker", "Ack", "BotLease", "Session", "RateLimit", "_prisma_migrations"];

/** A hash of all rows. */
async function written(
  { database }: Pick<World, "database">,
  where = "true",
): Promise<Record<string, string>> {
  const { rows: tables } = await database.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name <> ALL ($1) AND ($2 = 'true' OR column_name = 'tenantId')
     GROUP BY 1 ORDER BY 1`,
    [restless, where],
  );
  const each = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS "name", md5(coalesce(string_agg(t::text, ' ' ORDER BY t::text), '')) AS "rows"
       FROM "${name}" AS t WHERE ${where}`,
  );
  const { rows } = await database.query<{ name: string; rows: string }>(each.join(" UNION ALL "));
  return Object.fromEntries(rows.map(({ name, rows: hashed }) => [name, hashed]));
}

function pathOf(route: string, slug: string, { bot, answer }: World["ids"]): string {
  const values: Record<string, string> = { tenant: slug, bot, id: answer, "...nextauth": "session" };
  return route.replace(/\[([^\]]+)\]/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`What does [${name}] stand for in ${route}?`);
    return value;
  });
}

async function get(world: World, who: Identity, path: string, rsc: boolean) {
  const response = await fetch(world.platform.url + path, {
    redirect: "manual",
    headers: { cookie: world.cookies[who], ...(rsc ? { rsc: "1" } : {}) },
  });
  return { status: response.status, to: response.headers.get("location") ?? "", text: await response.text() };
}

const shows = (text: string) => marks.filter((mark) => text.includes(mark));
const mayUse = (who: Identity, permission: string) => isRole(who) && can(who, permission as Permission);

async function checkAddresses(world: World): Promise<number> {
  const all = addresses();
  for (const { route, kind, guard } of all) {
    const path = pathOf(route, neighbour.slug, world.ids);
    for (const who of identities) {
      const told = `${who} at ${path}`;
      const { status, to, text } = await get(world, who, path, false);
      expect.soft(status, told).not.toBe(500);
      if (guard === "anyone" || (guard === "person" && who !== "stranger")) {
        if (!isRole(who)) expect.soft(shows(text), told).toEqual([]);
      } else if (guard === "person" || !mayUse(who, guard.permission)) {
        const refused = who === "stranger" ? (kind === "page" ? [307] : [401, 404]) : [403, 404];
        expect.soft(refused, `${told}: ${status}`).toContain(status);
        if (status === 307) expect.soft(to, told).toMatch(/\/sign-in/);
        expect.soft(shows(text), told).toEqual([]);
        const flight = await get(world, who, path, true);
        expect.soft(shows(flight.text), `${told}, as data`).toEqual([]);
      } else expect.soft([200, 307], `${told}: ${status}`).toContain(status);
    }
    // With ids of the neighbour, in one's own tenant.
    if (/\[(?!tenant)/.test(route) && typeof guard === "object") {
      const { status, text } = await get(world, "foreign", pathOf(route, "main", world.ids), false);
      expect.soft(status, `${route} with a foreign id`).toBe(404);
      expect.soft(shows(text)).toEqual([]);
    }
  }
  return all.length;
}

/** Calls the action. @returns "ok" or the code of its failure */
async function call(
  world: World,
  cookie: string,
  { id, routes, name }: Action,
  given: unknown[],
): Promise<string> {
  const route = routes.find((each) => !/\[(?!tenant)/.test(each)) ?? routes[0] ?? "";
  const response = await fetch(world.platform.url + pathOf(route, neighbour.slug, world.ids), {
    method: "POST",
    redirect: "manual",
    headers: {
      cookie,
      "next-action": id,
      "content-type": "text/plain;charset=UTF-8",
      origin: world.platform.url,
    },
    body: JSON.stringify(given),
  });
  // The rest of the answer may wait until a change is live.
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const [, ok, code] = /"ok":(?:(true)|false,"code":"(\w+)")/.exec(text) ?? [];
    if (ok) return "ok";
    if (code) return code;
  }
  throw new Error(`${name} answered ${response.status}: ${text.slice(0, 500)}`);
}

const refusals = ["forbidden", "not_found", "signed_out"];
/** Ids that nobody has: an allowed call shall change as little as possible. */
const nobodys = (): Ids => ({
  bot: randomUUID(),
  key: randomUUID(),
  otherKey: randomUUID(),
  fingerprint: "no such",
});

async function checkAction(world: World, action: Action): Promise<void> {
  const input = inputs[action.name.split(" ")[1] ?? ""];
  if (!input) throw new Error(`${action.name} needs an input in action-inputs.ts.`);
  const { guard } = action;
  const isOfTenant = typeof guard === "object";
  const argumentsWith = (ids: Ids, slug = neighbour.slug) => (isOfTenant ? [slug, input(ids)] : [input(ids)]);
  if (isOfTenant) expect(permissions, action.name).toContain(guard.permission);

  const before = await written(world);
  for (const who of identities) {
    const allowed = isOfTenant ? mayUse(who, guard.permission) : guard === "person" && who !== "stranger";
    if (allowed) continue;
    const code = await call(world, world.cookies[who], action, argumentsWith(world.ids));
    // Those that need no session guard themselves, by a code that these inputs do not have.
    if (guard === "anyone") expect.soft(code, `${who} calls ${action.name}`).not.toBe("ok");
    const expected = guard === "anyone" ? [code] : who === "stranger" ? ["signed_out"] : refusals;
    expect.soft(expected, `${who} calls ${action.name}: ${code}`).toContain(code);
  }
  expect.soft(await written(world), `${action.name} writes nothing for those who may not`).toEqual(before);

  if (!isOfTenant) return;
  const ofNeighbour = `t."tenantId" = '${world.tenantId}'`;
  const theirs = await written(world, ofNeighbour);
  await call(world, world.cookies.foreign, action, argumentsWith(world.ids, "main"));
  expect.soft(await written(world, ofNeighbour), `${action.name} with a neighbour's ids`).toEqual(theirs);
  for (const role of roles.filter((each) => mayUse(each, guard.permission))) {
    const code = await call(world, world.cookies[role], action, argumentsWith(nobodys()));
    expect.soft(["forbidden", "signed_out", "invalid"], `${role} calls ${action.name}`).not.toContain(code);
  }
}

test("every page, route and action × role × foreign tenant: who may not gets 404, 403 or the sign-in page, and nothing is written", async ({
  platform,
}) => {
  const database = new pg.Client({ connectionString: platform.databaseUrl });
  await database.connect();
  try {
    const made = await furnish(platform, database);
    const cookies: Record<Identity, string> = { ...({} as Record<Identity, string>), stranger: "" };
    for (const who of [...roles, "unattached"] as const)
      cookies[who] = await signIn(platform, emailOf(who), password);
    cookies.foreign = await signIn(platform, admin.email, admin.password);
    const world: World = { ...made, platform, cookies };
    expect(await checkAddresses(world)).toBeGreaterThan(15);

    const all = actions();
    expect(all.length).toBeGreaterThan(20);
    for (const action of all) await checkAction(world, action);
    // Last, since one of them ends its caller's sessions.
    const leaving = await signIn(platform, emailOf("leaving"), password);
    for (const action of all.filter(({ guard }) => guard === "person")) {
      const input = inputs[action.name.split(" ")[1] ?? ""]?.(nobodys());
      const code = await call(world, leaving, action, [input]);
      expect.soft(["forbidden", "signed_out", "invalid"], action.name).not.toContain(code);
    }
  } finally {
    await database.end();
  }
});
