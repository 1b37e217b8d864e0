// What anybody may send to the dashboard: nothing of it makes a page fail, and every answer has its policy.
import { existsSync, readFileSync } from "node:fs";
import pg from "pg";
import { type DashboardClient, signInTo } from "#test/dashboard-client.ts";
import { attack } from "#test/strangers.ts";
import { expect, type ImportedShop, type Platform, sharePlatform, signIn, test } from "./platform.ts";

sharePlatform();

const shop: ImportedShop = {
  token: "30031:AAhostile-AAhostile-AAhostile-AAhos",
  username: "hostile_bot",
  name: "Hostile",
  keys: ["AQ.hostile-one"],
};
// Its processes are its own: who has tried so often to sign in has to wait, and is remembered as such.
test.use({ shop, env: { TRUSTED_PROXIES: "loopback" } });

const admin = (platform: Platform): Promise<DashboardClient> =>
  signInTo(platform.url, "admin@example.com", "correct-horse-battery");

/** Every page and route of the build, with its parameters in brackets, and its source; Next's own have none. */
const routes = (): { route: string; source: string }[] =>
  Object.entries(
    JSON.parse(readFileSync(".next/app-path-routes-manifest.json", "utf8")) as Record<string, string>,
  ).map(([entry, route]) => {
    const [file] = [`app${entry}.tsx`, `app${entry}.ts`].filter((each) => existsSync(each));
    return { route, source: file ? readFileSync(file, "utf8") : "" };
  });

/** The parameters that a page or route reads from its query string. */
function parametersOf(source: string): string[] {
  if (!source.includes("searchParams")) return [];
  // `{ bot?: string | string[] }`, `Record<"bot" | "state", …>` or `searchParams.get("bot")`
  const single = [/(\w+)\?: string\b/g, /searchParams\.\w+\("(\w+)"/g].flatMap((each) => [
    ...source.matchAll(each),
  ]);
  const records = [...source.matchAll(/Record<([^,>]*),/g)];
  const listed = records.flatMap(([, names]) => [...(names ?? "").matchAll(/"(\w+)"/g)]);
  const read = [...single, ...listed].map(([, name]) => name ?? "");
  if (!source.includes('"./filter.ts"')) return read;
  // `filterNames = ["q", …]`, beside the page that reads them, with its own for what lies behind.
  const filters = readFileSync("app/[tenant]/answers/filter.ts", "utf8");
  const [, filterNames = ""] = /filterNames = \[([^\]]*)\]/.exec(filters) ?? [];
  return [...read, ...[...filterNames.matchAll(/"(\w+)"/g)].map(([, name]) => name ?? ""), "after"];
}

const uuid = "00000000-0000-4000-8000-000000000000";
const nasty = [
  "",
  "%00",
  "a%00b",
  "%ED%A0%80",
  "%",
  "%F0%9F%98%80",
  "__proto__",
  "toString",
  "x".repeat(6_000),
  "9".repeat(400),
  "-1",
  "1e309",
  `1_${"-".repeat(36)}`,
  `9999999999999_${uuid}`,
  `99999999999999_${uuid}`,
  uuid,
  "'%22%3Cscript%3E",
  "%E2%80%AE%0A%0D%09",
  "..%2F..%2F..%2Fetc",
];

/** After so many pages each value was tried in a whole query. */
const TURNS = 20;
/** Of a page's own parameters and parts of the path every fourth value, the others with the next pages: most are read by the same code. */
const OWN_TURNS = 4;

/** Fetches all, eight at a time. */
async function walk(paths: string[], get: (path: string) => Promise<void>): Promise<void> {
  const left = [...paths];
  const one = async (): Promise<void> => {
    for (let path = left.pop(); path !== undefined; path = left.pop()) await get(path);
  };
  await Promise.all(Array.from({ length: 8 }, one));
}

test("no query string and no path makes a page or a route of the build fail", async ({ platform }) => {
  test.slow();
  const client = await admin(platform);
  const database = new pg.Client({ connectionString: platform.databaseUrl });
  await database.connect();
  const { rows } = await database.query<{ id: string }>('SELECT "id" FROM "Bot"');
  await database.end();
  const names = [...new Set(routes().flatMap(({ source }) => parametersOf(source)))];
  expect(names).toEqual(expect.arrayContaining(["model", "after", "next", "bot", "range", "for"]));
  const paths = routes().flatMap(({ route, source }, place) => {
    const real = route
      .replace("[tenant]", "main")
      .replace("[bot]", rows[0]?.id ?? "")
      .replace(/\[[^\]]+\]+/g, uuid);
    // What the page reads: each value in each parameter, all at once, each with another value. A wrong one may hide the next, so some are
    // alone too. All names of all pages are for whatever sees the whole query, which is common to pages: a part of the values
    // for each page. With EVERY_QUERY=1 all of it for all.
    const isTurn = (turn: number, turns = TURNS) =>
      Boolean(process.env.EVERY_QUERY) || turn % turns === place % turns;
    const own = parametersOf(source);
    const queries = nasty.flatMap((value, turn) => [
      ...(own.length > 0 && isTurn(turn, OWN_TURNS)
        ? [`?${own.map((name, i) => `${name}=${nasty[(turn + i) % nasty.length]}`).join("&")}`]
        : []),
      ...own.flatMap((name, i) => (isTurn(turn + i) ? [`?${name}=${value}`] : [])),
      ...(isTurn(turn)
        ? [
            `?${names.map((name) => `${name}=${value}`).join("&")}`,
            `?${names.map((name) => `${name}=${value}&${name}=b`).join("&")}`,
          ]
        : []),
    ]);
    const parts = [...route.matchAll(/\[[^\]]+\]+/g)].flatMap(([part]) =>
      nasty
        // A tenant's name is looked up in one place for all pages.
        .filter(
          (value, turn) =>
            value && isTurn(turn, part === "[tenant]" && !route.startsWith("/api/") ? TURNS : OWN_TURNS),
        )
        .map((value) => real.replace(real.split("/")[route.split("/").indexOf(part)] ?? part, () => value)),
    );
    return [...queries.map((query) => real + query), ...parts];
  });
  expect(paths.length).toBeGreaterThan(300);
  const failed: string[] = [];
  await walk(paths, async (path) => {
    const { status } = await client.get(path);
    if (status >= 500) failed.push(`${status} ${path.slice(0, 200)}`);
  });
  // Not ready is an answer of its own.
  expect(failed.filter((each) => !each.includes("/api/ready"))).toEqual([]);
});

test("every HTML answer has a content security policy, whatever it is, and so has the icon", async ({
  platform,
}) => {
  const client = await admin(platform);
  const unnamed = [
    "/api/nope",
    "/_next/nope",
    "/_next/static/nope.js",
    "/_next/image?url=a",
    "/nope",
    "/main/nope",
    "/icon.svg",
  ];
  const without: string[] = [];
  const look = async (path: string, get: typeof client.get): Promise<void> => {
    const { headers, text } = await get(path);
    const html = /html|svg/.test(headers.get("content-type") ?? "") && text !== "";
    const policy = headers.get("content-security-policy") ?? "";
    if (html && !/frame-ancestors 'none'/.test(policy)) without.push(`${path}: ${policy}`);
    if (headers.get("x-content-type-options") !== "nosniff") without.push(`${path}: no nosniff`);
  };
  const stranger: typeof client.get = async (path) => {
    const response = await fetch(platform.url + path, { redirect: "manual" });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  for (const path of [...routes().map(({ route }) => route.replace("[tenant]", "main")), ...unnamed]) {
    await look(path, client.get);
    await look(path, stranger);
  }
  expect(without).toEqual([]);
});

test("an admin who comes over http from another machine is told, over https or as a viewer not", async ({
  page,
  platform,
}) => {
  const notice = page.getByText("This page came over http, without encryption.");
  await page.setExtraHTTPHeaders({ "x-forwarded-for": "203.0.113.7" });
  await signIn(page, platform);
  await expect(notice).toBeVisible();
  await page.setExtraHTTPHeaders({ "x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https" });
  const answer = await page.reload();
  expect(answer?.headers()["strict-transport-security"]).toBe("max-age=31536000");
  await expect(notice).toHaveCount(0);
  await page.setExtraHTTPHeaders({ "x-forwarded-for": "203.0.113.7" });
  const database = new pg.Client({ connectionString: platform.databaseUrl });
  await database.connect();
  await database.query(`UPDATE "Member" SET "role" = 'viewer'`);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(notice).toHaveCount(0);
  await database.query(`UPDATE "Member" SET "role" = 'owner'`);
  await database.end();
  await expect.poll(platform.output).toContain("the dashboard is used over http from another machine");
});

/** Of the storm. */
const STORM_MS = process.env.EVERY_QUERY ? 8_000 : 3_000;

test("strangers' worst for some seconds: an admin's pages load, nothing crashes, and sign-in works afterwards", async ({
  platform,
}) => {
  const client = await admin(platform);
  const port = Number(new URL(platform.url).port);
  const storm = attack({ port, ms: STORM_MS, bodies: 4, halves: 50, signInsPerSecond: 50, streams: 100 });
  let over = false;
  void storm.then(() => {
    over = true;
  });
  let loaded = 0;
  while (!over) {
    for (const page of ["bots", "keys", "models", "answers"]) {
      expect((await client.get(`/main/${page}`)).status).toBe(200);
      loaded++;
    }
  }
  expect(loaded).toBeGreaterThan(0);
  const outcomes = Object.keys(await storm).filter((outcome) => / 5\d\d$/.test(outcome));
  // Too busy is said as such.
  expect(outcomes.filter((outcome) => !outcome.endsWith("503"))).toEqual([]);
  expect(platform.output()).not.toContain("The dashboard exited");
  await admin(platform);
});
