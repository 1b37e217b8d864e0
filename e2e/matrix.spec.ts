// Who gets what: every page, route handler and server action of the build × every role × a foreign tenant. A new one is
// tested without a line here, except for an action's input (action-inputs.ts).
import { randomUUID } from "node:crypto";
import pg from "pg";
import { can, type Permission, permissions } from "#lib/people/can.ts";
import { type Ids, inputs } from "./action-inputs.ts";
import {
  createWorld,
  identities,
  isRole,
  keyLabel,
  type MatrixWorld,
  marks,
  roles,
  texts,
  type Visitor,
  written,
} from "./matrix-world.ts";
import { neighbour } from "./neighbour.ts";
import { expect, test } from "./platform.ts";
import { type Action, type Address, actions, addresses } from "./reachable.ts";

function pathOf(
  route: string,
  slug: string,
  { bot, answer, broadcast, conversation, source, workspace }: MatrixWorld["ids"],
): string {
  const values: Record<string, string> = {
    tenant: slug,
    workspace,
    bot,
    id: answer,
    broadcast,
    conversation,
    source,
    "...nextauth": "session",
    "...file": "shell/start-session.ts",
    "...path": "bots",
    code: "no-such-link",
  };
  return route.replace(/\[([^\]]+)\]/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`What does [${name}] stand for in ${route}?`);
    return value;
  });
}

/** Those that take files take nothing else; one without a name and a byte is refused as such, to whoever may. */
const takesFiles = (path: string) => path.startsWith("/api/knowledge/");

async function get(world: MatrixWorld, who: Visitor, path: string, rsc: boolean) {
  const response = await fetch(world.platform.url + path, {
    redirect: "manual",
    ...(takesFiles(path) && { method: "POST", body: "" }),
    headers: {
      cookie: world.cookies[who],
      ...(rsc ? { rsc: "1" } : {}),
      ...(takesFiles(path) && { origin: world.platform.url }),
    },
  });
  const { status, headers } = response;
  if (headers.get("content-type")?.startsWith("text/html"))
    expect
      .soft(headers.get("content-security-policy"), `${path} has a policy`)
      .toMatch(
        /script-src 'self' 'nonce-[\w+/=]+' 'strict-dynamic';.*object-src 'none';.*frame-ancestors 'none'/,
      );
  // A stream of events has no end.
  const endless = headers.get("content-type") === "text/event-stream";
  if (endless) await response.body?.cancel();
  return { status, to: headers.get("location") ?? "", text: endless ? "" : await response.text() };
}

const shows = (text: string, words: readonly string[] = marks) => words.filter((mark) => text.includes(mark));
const mayUse = (who: Visitor, permission: string | null) =>
  isRole(who) && (permission === null || can(who, permission as Permission));
const isAllowed = (who: Visitor, guard: Address["guard"]) =>
  typeof guard === "object"
    ? mayUse(who, guard.permission)
    : guard === "anyone" || (guard === "person" ? who !== "stranger" : who === "steward");
/** Of the platform: sees which tenants there are, and nothing that is in them. */
const inside = marks.filter((mark) => mark !== neighbour.name);

/** What somebody was shown; steps that ask for the same in the same state ask the platform once. */
class Shown {
  readonly #answers = new Map<string, ReturnType<typeof get>>();

  get(world: MatrixWorld, who: Visitor, path: string, rsc: boolean): ReturnType<typeof get> {
    const key = `${who} ${rsc} ${path}`;
    const answer = this.#answers.get(key) ?? get(world, who, path, rsc);
    this.#answers.set(key, answer);
    return answer;
  }
}

/** As HTML and as data. */
async function bothOf(world: MatrixWorld, shown: Shown, who: Visitor, path: string): Promise<string> {
  const [page, flight] = [await shown.get(world, who, path, false), await shown.get(world, who, path, true)];
  return page.text + flight.text;
}

/** What people wrote, and keys, wherever they may be read. @returns how many addresses show texts to the owner */
async function checkTexts(world: MatrixWorld, shown: Shown): Promise<number> {
  const { database, tenantId } = world;
  const holds = (text: string, words: readonly string[]) => words.filter((word) => text.includes(word));
  const allow = (readTexts: boolean) =>
    database.query(`UPDATE "Member" SET "readTexts" = $2 WHERE "tenantId" = $1 AND "role" = 'viewer'`, [
      ...[tenantId, readTexts],
    ]);
  let showing = 0;
  for (const { route } of addresses()) {
    const path = pathOf(route, neighbour.slug, world.ids);
    const owners = holds(await bothOf(world, shown, "owner", path), texts);
    expect.soft(holds(await bothOf(world, shown, "viewer", path), texts), `a viewer at ${path}`).toEqual([]);
    if (owners.length) {
      showing++;
      await allow(true);
      expect
        .soft(holds(await bothOf(world, new Shown(), "viewer", path), texts), `an allowed viewer at ${path}`)
        .toEqual(owners);
      await allow(false);
    }
    const operators = await bothOf(world, shown, "operator", path);
    expect.soft(holds(operators, [keyLabel]), `an operator at ${path}`).toEqual([]);
    if (route.includes("/answers/[id]")) expect.soft(holds(operators, texts)).toEqual(texts);
  }
  return showing;
}

/** The navigation shows exactly the pages that answer. */
async function checkNavigation(world: MatrixWorld): Promise<void> {
  // The first steps are offered by the overview, as long as they are not done.
  const pages = addresses().filter(({ route }) => /^\/\[tenant\]\/(?!start$)\w+$/.test(route));
  for (const who of roles) {
    const { text } = await get(world, who, `/${neighbour.slug}/answers`, false);
    const [, navigation = ""] = /<nav[^>]*>(.*?)<\/nav>/.exec(text) ?? [];
    const shown = [...navigation.matchAll(/href="\/[\w-]+\/(\w+)"/g)].map(([, name]) => name);
    const open = pages
      .filter(({ guard }) => isAllowed(who, guard))
      .map(({ route }) => route.split("/").pop());
    expect.soft(shown.toSorted(), `navigation of ${who}`).toEqual(open.toSorted());
  }
}

async function checkAddresses(world: MatrixWorld, shown: Shown): Promise<number> {
  const all = addresses();
  for (const { route, kind, guard } of all) {
    const path = pathOf(route, neighbour.slug, world.ids);
    for (const who of identities) {
      const told = `${who} at ${path}`;
      const { status, to, text } = await shown.get(world, who, path, false);
      expect.soft(status, told).not.toBe(500);
      if (typeof guard !== "object" && isAllowed(who, guard)) {
        if (guard === "platform") expect.soft([200, 307], `${told}: ${status}`).toContain(status);
        if (!isRole(who)) expect.soft(shows(text, guard === "platform" ? inside : marks), told).toEqual([]);
      } else if (!isAllowed(who, guard)) {
        const refused =
          who === "stranger"
            ? kind === "page"
              ? [307]
              : [401, 404]
            : isRole(who) && guard !== "platform"
              ? [403]
              : [404];
        expect.soft(refused, `${told}: ${status}`).toContain(status);
        if (status === 307) expect.soft(to, told).toMatch(/\/sign-in/);
        // Of one's own tenant the shell may be shown.
        const hidden = isRole(who) ? texts : marks;
        expect.soft(shows(text, hidden), told).toEqual([]);
        const flight = await shown.get(world, who, path, true);
        expect.soft(shows(flight.text, hidden), `${told}, as data`).toEqual([]);
      } else {
        expect.soft(takesFiles(path) ? [400] : [200, 307], `${told}: ${status}`).toContain(status);
        if (status === 307) expect.soft(to, told).not.toMatch(/\/(sign-in|account)/);
      }
    }
    // With ids of the neighbour, in one's own tenant.
    if (/\[(?!tenant)/.test(route) && typeof guard === "object") {
      const { status, text } = await get(world, "foreign", pathOf(route, "main", world.ids), false);
      const refused = takesFiles(route) ? [400, 404] : [404];
      expect.soft(refused, `${route} with a foreign id: ${status}`).toContain(status);
      expect.soft(shows(text)).toEqual([]);
    }
  }
  return all.length;
}

/** Calls the action. @returns "ok" or the code of its failure; "HTTP …" if it did not run */
async function call(
  { platform, ids }: MatrixWorld,
  cookie: string,
  { id, routes }: Action,
  given: unknown[],
  origin = platform.url,
): Promise<string> {
  const route = routes.find((each) => !/\[(?!tenant)/.test(each)) ?? routes[0] ?? "";
  const response = await fetch(platform.url + pathOf(route, neighbour.slug, ids), {
    method: "POST",
    redirect: "manual",
    headers: {
      cookie,
      "next-action": id,
      "content-type": "text/plain;charset=UTF-8",
      origin,
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
  return `HTTP ${response.status}`;
}

const refusals = ["forbidden", "not_found", "signed_out"];
const notRun = /^(forbidden|signed_out|invalid|HTTP .*)$/;
/** Ids that nobody has: an allowed call shall change as little as possible. */
const nobodys = (): Ids => ({
  bot: randomUUID(),
  key: randomUUID(),
  otherKey: randomUUID(),
  fingerprint: "no such",
  member: randomUUID(),
  conversation: randomUUID(),
  invitation: randomUUID(),
  broadcast: randomUUID(),
  source: randomUUID(),
  piece: randomUUID(),
  workspace: randomUUID(),
});

async function checkAction(world: MatrixWorld, action: Action): Promise<void> {
  const input = inputs[action.name.split(" ")[1] ?? ""];
  if (!input) throw new Error(`${action.name} needs an input in action-inputs.ts.`);
  const { guard } = action;
  const isOfTenant = typeof guard === "object";
  const argumentsWith = (ids: Ids, slug = neighbour.slug) => (isOfTenant ? [slug, input(ids)] : [input(ids)]);
  if (isOfTenant) expect(permissions, action.name).toContain(guard.permission);

  const before = await written(world);
  for (const who of identities) {
    if (guard !== "anyone" && isAllowed(who, guard)) continue;
    const code = await call(world, world.cookies[who], action, argumentsWith(world.ids));
    // Those that need no session guard themselves, by a code that these inputs do not have.
    if (guard === "anyone") expect.soft(code, `${who} calls ${action.name}`).not.toBe("ok");
    const expected = guard === "anyone" ? [code] : who === "stranger" ? ["signed_out"] : refusals;
    if (guard === "platform" && who !== "stranger")
      expect.soft(code, `${who}: ${action.name}`).toBe("not_found");
    expect.soft(expected, `${who} calls ${action.name}: ${code}`).toContain(code);
  }
  expect.soft(await written(world), `${action.name} writes nothing for those who may not`).toEqual(before);

  if (guard === "platform") {
    const code = await call(world, world.cookies.steward, action, argumentsWith(nobodys()));
    expect.soft(code, `a steward calls ${action.name}`).not.toMatch(notRun);
  }
  if (!isOfTenant) return;
  const ofNeighbour = `t."tenantId" = '${world.tenantId}'`;
  const theirs = await written(world, ofNeighbour);
  await call(world, world.cookies.foreign, action, argumentsWith(world.ids, "main"));
  expect.soft(await written(world, ofNeighbour), `${action.name} with a neighbour's ids`).toEqual(theirs);
  for (const role of roles.filter((each) => mayUse(each, guard.permission))) {
    const code = await call(world, world.cookies[role], action, argumentsWith(nobodys()));
    expect.soft(code, `${role} calls ${action.name}`).not.toMatch(notRun);
  }
}

/** Nobody acts with a cookie that the platform did not give out, or from another site with somebody's own. */
async function checkForgeries(world: MatrixWorld, all: readonly Action[]): Promise<void> {
  const { owner } = world.cookies;
  const forged = owner.replace(/(session-token=[^;]{20})./, (_, begin: string) => `${begin}~`);
  expect(forged).not.toBe(owner);
  const page = await get(
    { ...world, cookies: { ...world.cookies, owner: forged } },
    "owner",
    `/${neighbour.slug}/bots`,
    false,
  );
  expect.soft([page.status, shows(page.text)], "a page for a forged cookie").toEqual([307, []]);
  const before = await written(world);
  for (const [turn, action] of all.filter(({ guard }) => guard !== "anyone").entries()) {
    const input = inputs[action.name.split(" ")[1] ?? ""]?.(world.ids);
    const given = typeof action.guard === "object" ? [neighbour.slug, input] : [input];
    expect.soft(await call(world, forged, action, given), `${action.name}, forged cookie`).toBe("signed_out");
    // Next looks at it, in one place for all actions.
    const origin = turn % 2 === 0 ? "https://evil.example" : "null";
    expect
      .soft(await call(world, owner, action, given, origin), `${action.name} from ${origin}`)
      .toMatch(/^HTTP [45]/);
  }
  expect.soft(await written(world)).toEqual(before);
}

// Its cookies are those of a platform behind https.
test.use({ env: { PUBLIC_URL: "https://bots.example.com" } });

test("every page, route and action × role × foreign tenant: who may not gets 404, 403 or the sign-in page, and nothing is written", async ({
  platform,
}) => {
  // Some three thousand requests.
  test.slow();
  const database = new pg.Client({ connectionString: platform.databaseUrl });
  await database.connect();
  try {
    const world = await createWorld(platform, database);
    const shown = new Shown();
    const all = actions();
    expect(all.length).toBeGreaterThan(20);
    await test.step("pages and routes answer who may see them, and every HTML answer has a policy", async () => {
      expect(await checkAddresses(world, shown)).toBeGreaterThan(12);
    });
    await test.step("the navigation shows the pages that a role may see, and no other", async () => {
      await checkNavigation(world);
    });
    await test.step("no page and no route shows people's texts to a viewer who may not read them, or keys to an operator", async () => {
      expect(await checkTexts(world, shown)).toBeGreaterThanOrEqual(2);
    });
    await test.step("a forged cookie is nobody's, and no action runs for another site's page", async () => {
      await checkForgeries(world, all);
    });
    await test.step("actions run for those who may, and write nothing for anybody else", async () => {
      for (const action of all) await checkAction(world, action);
    });
    // Last, and each with a session of its own, since some end it.
    for (const action of all.filter(({ guard }) => guard === "person")) {
      const input = inputs[action.name.split(" ")[1] ?? ""]?.(nobodys());
      const code = await call(world, await world.leaving(), action, [input]);
      expect.soft(code, action.name).not.toMatch(notRun);
    }
  } finally {
    await database.end();
  }
});
