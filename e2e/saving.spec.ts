// What the page shows between a change and its save.
import pg from "pg";
import type { Page, Route } from "playwright/test";
import { enter, expect, forgetOrder, type Platform, sharePlatform, test } from "./platform.ts";

sharePlatform();
test.beforeEach(({ platform }) => forgetOrder(platform));

const isAction = (route: Route) => route.request().headers()["next-action"] !== undefined;
const isRefresh = (route: Route) => route.request().headers().rsc === "1";

async function openModels(page: Page, platform: Platform): Promise<void> {
  await enter(page, platform, "/main/models");
}

test("a change is shown at once and does not flicker, however late the refresh comes", async ({
  page,
  platform,
}) => {
  await openModels(page, platform);
  const flash = page.getByRole("switch", { name: "Use Gemini 2.5 Flash", exact: true });
  let loaded = 0;
  const late = Promise.withResolvers<void>();
  await page.route("**/main/models**", async (route) => {
    if (!isRefresh(route) || isAction(route)) return route.continue();
    await late.promise;
    await route.continue();
    loaded += 1;
  });
  const states = await flash.evaluateHandle((element) => {
    const seen: (string | null)[] = [];
    new MutationObserver(() => seen.push(element.getAttribute("aria-checked"))).observe(element, {
      attributeFilter: ["aria-checked"],
    });
    return seen;
  });
  await flash.click();
  await expect(flash).not.toBeChecked();
  await expect(page.getByText("Saved").first()).toBeVisible();
  late.resolve();
  await expect.poll(() => loaded).toBeGreaterThan(0);
  await page.waitForTimeout(1_000);
  expect(await states.jsonValue()).toEqual(["false"]);
});

test("a save refreshes the page once", async ({ page, platform }) => {
  await openModels(page, platform);
  const refreshes: string[] = [];
  page.on("request", (request) => {
    const headers = request.headers();
    const asks = headers.rsc === "1" && headers["next-router-prefetch"] === undefined;
    if (asks && headers["next-action"] === undefined) refreshes.push(request.url());
  });
  for (const [i, name] of ["Gemini 2.5 Flash", "Gemini 2.0 Flash", "Gemini 2.5 Pro"].entries()) {
    await page.getByRole("switch", { name: `Use ${name}`, exact: true }).click();
    await expect.poll(() => refreshes.length).toBe(i + 1);
    // Several pulses.
    await page.waitForTimeout(2_000);
    expect(refreshes).toHaveLength(i + 1);
  }
});

test("changes made during a save are saved after it: the last one holds", async ({ page, platform }) => {
  await openModels(page, platform);
  const saving = Promise.withResolvers<void>();
  await page.route("**/main/models**", async (route) => {
    if (isAction(route)) await saving.promise;
    await route.continue();
  });
  const changed = ["Gemini 2.5 Flash", "Gemini 2.0 Flash", "Gemini 2.5 Flash-Lite"].map((name) =>
    page.getByRole("switch", { name: `Use ${name}`, exact: true }),
  );
  const areOff = async () => {
    for (const each of changed) await expect(each).not.toBeChecked();
  };
  for (const each of changed) await each.click();
  await areOff();
  await expect(page.getByText("Saving…")).toBeVisible();
  saving.resolve();
  await expect(page.getByText("Saving…")).toBeHidden();
  await page.unroute("**/main/models**");
  await page.reload();
  await areOff();
});

test("how far a change is live is never said of a later one", async ({ page, platform }) => {
  await openModels(page, platform);
  const content = page.locator("#content");
  // A figure that no other save has.
  const FIRST = "Live on 1/1 workers in 99999 ms";
  await page.route("**/main/models**", async (route) => {
    if (!isAction(route)) return route.continue();
    const response = await route.fetch();
    const told = '{"live":1,"workers":1,"ms":99999}';
    await route.fulfill({ response, body: (await response.text()).replace(/\{[^{}]*"ms":\d+\}/, told) });
  });
  await page.getByRole("switch", { name: "Use Gemini 2.5 Flash", exact: true }).click();
  await expect(content.getByText(FIRST)).toBeVisible();
  await page.unroute("**/main/models**");
  const seen = await content.evaluateHandle((element) => {
    const texts: string[] = [];
    const look = () => {
      const said = /Saving…|Live on \d\/\d workers( in \d+ ms)?/.exec(element.textContent ?? "");
      const text = said?.[0] ?? "";
      if (texts.at(-1) !== text) texts.push(text);
    };
    look();
    new MutationObserver(look).observe(element, { childList: true, characterData: true, subtree: true });
    return texts;
  });
  await page.getByRole("switch", { name: "Use Gemini 2.0 Flash", exact: true }).click();
  const last = async () => (await seen.jsonValue()).slice(1).at(-1) ?? "";
  await expect.poll(last).toMatch(/^Live on/);
  const [before, saving, next] = await seen.jsonValue();
  expect([before, saving]).toEqual([FIRST, "Saving…"]);
  expect(next).not.toBe(FIRST);
});

test("a worker that is late is told of, and so is what became of it, without a reload", async ({
  page,
  platform,
}) => {
  const database = new pg.Client({ connectionString: platform.databaseUrl });
  await database.connect();
  // One that lives and takes nothing over, until it is gone.
  await database.query(
    `INSERT INTO "Worker" ("id", "host", "pid", "seenAt") VALUES (gen_random_uuid(), 'late.example', 1, now() + interval '1 hour')`,
  );
  try {
    await openModels(page, platform);
    await page.getByRole("switch", { name: "Use Gemini 2.5 Flash", exact: true }).click();
    const places = [page.locator("#content"), page.locator("[data-sonner-toast]")];
    const late = "Live on 1/2 workers so far: the others are taking it over…";
    for (const place of places) await expect(place.getByText(late)).toBeVisible();
    await database.query(`DELETE FROM "Worker" WHERE "host" = 'late.example'`);
    for (const place of places) await expect(place.getByText(/^Live on 1\/1 workers in/)).toBeVisible();
  } finally {
    await database.query(`DELETE FROM "Worker" WHERE "host" = 'late.example'`);
    await database.end();
  }
});

test("a save without an answer does not block navigation", async ({ page, platform }) => {
  await openModels(page, platform);
  await page.route("**/main/models**", (route) => (isAction(route) ? undefined : route.continue()));
  await page.getByRole("switch", { name: "Use Gemini 2.5 Flash", exact: true }).click();
  await expect(page.getByText("Saving…")).toBeVisible();
  await page.getByRole("link", { name: "Keys" }).click();
  await expect(page.getByRole("heading", { name: "No keys yet" })).toBeVisible();
});

test("two people change the order at once: the second is told, and applies theirs on top", async ({
  page,
  platform,
  context,
}) => {
  await openModels(page, platform);
  const other = await context.newPage();
  await other.goto(`${platform.url}/main/models`);
  // The first page does not learn of what the other one saves.
  await page.route("**/api/pulse/**", (route) => route.abort());
  const more = (on: Page, name: string) =>
    on.getByRole("button", { name: `More for ${name}`, exact: true }).click();
  await more(other, "Gemini 2.0 Flash");
  await other.getByRole("menuitem", { name: "Move to the top" }).click();
  await expect(other.getByText("Saved").first()).toBeVisible();
  await other.getByRole("switch", { name: "Use Gemini 2.5 Pro", exact: true }).click();
  await expect(other.getByRole("switch", { name: "Use Gemini 2.5 Pro", exact: true })).not.toBeChecked();
  await expect(other.getByText("Saving…")).toBeHidden();

  await more(page, "Gemini 2.5 Flash-Lite");
  await page.getByRole("menuitem", { name: "Remove from the list" }).click();
  await expect(page.getByText(/changed the order/)).toBeVisible();
  await page.getByRole("button", { name: "Apply mine on top" }).click();
  await expect(page.getByText("Saved").first()).toBeVisible();
  await page.reload();
  const rows = page.getByRole("main").getByRole("listitem");
  // Three are left of the platform's, and those that were tried after it.
  await expect(rows.filter({ hasText: "gemini-2.5-flash-lite" })).toHaveCount(0);
  await expect(rows.first()).toContainText("gemini-2.5-flash");
  await expect(page.getByRole("switch", { name: "Use Gemini 2.5 Pro", exact: true })).not.toBeChecked();
});
