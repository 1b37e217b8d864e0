// A long order, of twenty models (EVERY_PLACE=1: of sixty): positions by mouse, finger and keyboard, and what happens where a save
// fails or meets another one.
import pg from "pg";
import type { Browser, BrowserContextOptions, Page } from "playwright/test";
import { liftByKeyboard } from "./dragging.ts";
import { enter, expect, getIn, type Platform, sharePlatform, test } from "./platform.ts";
import { onOtherDevice } from "./settled.ts";

sharePlatform();

const COUNT = process.env.EVERY_PLACE ? 60 : 20;
const models = Array.from({ length: COUNT }, (_, i) => `model-${String(i + 1).padStart(2, "0")}`);

/** A window in which all rows are seen at once. */
const deskOf = (rows: number) => ({ width: 1_280, height: 400 + 72 * rows });

test.use({
  shop: {
    token: "70070:AAsixtytests-AAsixtytests-AAsixtyt",
    username: "sixty_bot",
    name: "Sixty",
    keys: ["AQ.sixty-one"],
  },
});

async function query<Row extends pg.QueryResultRow>(
  { databaseUrl }: Platform,
  sql: string,
  values: unknown[] = [],
) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  return client.query<Row>(sql, values).finally(() => client.end());
}

/** Stores an order as another admin would. @param told whether open pages hear of it at once */
async function store(platform: Platform, order: readonly string[], told = true): Promise<void> {
  const entries = JSON.stringify(order.map((model) => ({ model, enabled: true })));
  const { rowCount } = await query(
    platform,
    `UPDATE "ModelList" SET "entries" = $1, "version" = "version" + 1, "updatedAt" = now()
     WHERE "tenantId" IS NOT NULL AND "botId" IS NULL`,
    [entries],
  );
  if (!rowCount)
    await query(
      platform,
      `INSERT INTO "ModelList" ("id", "tenantId", "entries", "updatedAt")
       SELECT gen_random_uuid(), "id", $1, now() FROM "Tenant" WHERE "slug" = 'main'`,
      [entries],
    );
  if (told)
    await query(platform, `UPDATE "Tenant" SET "configVersion" = "configVersion" + 1 WHERE "slug" = 'main'`);
}

async function stored(platform: Platform): Promise<string[]> {
  const { rows } = await query<{ entries: { model: string }[] }>(
    platform,
    `SELECT "entries" FROM "ModelList" WHERE "tenantId" IS NOT NULL AND "botId" IS NULL`,
  );
  return rows[0]?.entries.map(({ model }) => model) ?? [];
}

const shown = (page: Page): Promise<string[]> =>
  page
    .locator("main li[data-id]")
    .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-id") ?? ""));

const moved = (order: readonly string[], from: number, to: number): string[] => {
  const rest = order.toSpliced(from, 1);
  return rest.toSpliced(to, 0, order[from] ?? "");
};

const row = (page: Page, model: string) => page.locator(`main li[data-id="${model}"]`);
const gripOf = (page: Page, model: string) => row(page, model).locator("[data-grip]");

async function centre(
  page: Page,
  model: string,
): Promise<{ x: number; y: number; top: number; bottom: number }> {
  const [grip, box] = [await gripOf(page, model).boundingBox(), await row(page, model).boundingBox()];
  if (!grip || !box) throw new Error(`no row of ${model}`);
  return { x: grip.x + grip.width / 2, y: box.y + box.height / 2, top: box.y, bottom: box.y + box.height };
}

/** After a drop rows glide to their places for a moment: what is measured meanwhile is up to a row away. */
const atRest = (page: Page) =>
  page.evaluate(async () => {
    const gliding = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(gliding.map(({ finished }) => finished));
  });

/** From where the row at `from` is taken to where it is dropped to come to `to`. */
async function way(page: Page, order: readonly string[], from: number, to: number) {
  await atRest(page);
  const [start, end] = [await centre(page, order[from] ?? ""), await centre(page, order[to] ?? "")];
  return { x: start.x, from: start.y, to: end.y };
}

/**
 * Carries what is lifted to the place, with the pointer at `y` to begin with. The list follows a moment later, and a row that
 * still moves takes it a little beside: one looks where it is, and drops where one sees it.
 */
async function carry(
  page: Page,
  to: number,
  y: number,
  move: (y: number) => Promise<unknown>,
): Promise<void> {
  const said = page.getByText(new RegExp(`is at place \\d+ of ${COUNT}\\b`)).first();
  await expect(async () => {
    await move(y);
    const at = Number(/place (\d+)/.exec((await said.textContent({ timeout: 2_000 })) ?? "")?.[1]);
    if (at !== to + 1) y += at < to + 1 ? 6 : -6;
    expect(at).toBe(to + 1);
  }).toPass();
}

/** Rows stand in their new order already while one is carried: only the database tells that the drop was saved. */
const comesToBeStored = (platform: Platform, order: readonly string[]) =>
  expect.poll(() => stored(platform)).toEqual(order);

/** Positions far from each other and side by side, so that each is a target once: all of them takes ten minutes. */
const targets = Array.from({ length: COUNT }, (_, to) => ({ to, from: (to * 37 + 11) % COUNT })).filter(
  ({ from, to }) => from !== to && (process.env.EVERY_PLACE || [0, 8, COUNT - 1].includes(to)),
);

async function open(browser: Browser, options: BrowserContextOptions, platform: Platform): Promise<Page> {
  const page = await onOtherDevice(browser, options);
  await enter(page, platform, "/main/models");
  await expect(page.locator("main li[data-id]")).toHaveCount(COUNT);
  return page;
}

test("a model is dropped at the first, last and other places with the mouse, and with a finger on the grip (EVERY_PLACE=1: at each)", async ({
  browser,
  platform,
}) => {
  test.setTimeout(1_200_000);
  await store(platform, models);
  let order = [...models];
  const page = await open(browser, { viewport: deskOf(COUNT) }, platform);
  for (const { from, to } of targets) {
    const path = await way(page, order, from, to);
    await page.mouse.move(path.x, path.from);
    await page.mouse.down();
    await page.mouse.move(path.x, (path.from + path.to) / 2, { steps: 3 });
    await carry(page, to, path.to, (y) => page.mouse.move(path.x, y, { steps: 3 }));
    await page.mouse.up();
    order = moved(order, from, to);
    await expect.poll(() => shown(page), { message: `mouse: ${from} to ${to}` }).toEqual(order);
  }
  await comesToBeStored(platform, order);
  await page.context().close();

  const viewport = { width: 390, height: 400 + 130 * COUNT };
  const touchPage = await open(browser, { hasTouch: true, isMobile: true, viewport }, platform);
  const touch = await touchPage.context().newCDPSession(touchPage);
  for (const { from, to } of targets) {
    const path = await way(touchPage, order, from, to);
    const at = (y: number) => ({ touchPoints: [{ x: path.x, y }] });
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", ...at(path.from) });
    for (let step = 1; step <= 4; step++) {
      const y = path.from + ((path.to - path.from) * step) / 4;
      await touch.send("Input.dispatchTouchEvent", { type: "touchMove", ...at(y) });
    }
    await carry(touchPage, to, path.to, (y) =>
      touch.send("Input.dispatchTouchEvent", { type: "touchMove", ...at(y) }),
    );
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    order = moved(order, from, to);
    await expect.poll(() => shown(touchPage), { message: `finger: ${from} to ${to}` }).toEqual(order);
  }
  await comesToBeStored(platform, order);
  await touchPage.context().close();
});

test("the keyboard carries a model over the positions, and each is said (EVERY_PLACE=1: all sixty)", async ({
  page,
  platform,
}) => {
  await store(platform, models);
  await enter(page, platform, "/main/models");
  await gripOf(page, "model-01").focus();
  await liftByKeyboard(page, /lifted\. Place 1 of \d/);
  const last = process.env.EVERY_PLACE ? COUNT : 6;
  for (let place = 2; place <= last; place++) {
    await page.keyboard.press("ArrowDown");
    await expect(page.getByText(new RegExp(`is at place ${place} of ${COUNT}`))).toBeAttached();
  }
  await page.keyboard.press("Space");
  await expect.poll(() => shown(page)).toEqual(moved(models, 0, last - 1));
  await comesToBeStored(platform, moved(models, 0, last - 1));
});

test("a save that fails puts the model back, says so and can be tried again; one that meets another's is put on top", async ({
  page,
  platform,
}) => {
  await store(platform, models);
  await getIn(page, platform);
  await page.setViewportSize(deskOf(COUNT));
  await page.goto(`${platform.url}/main/models`);
  const drag = async (order: readonly string[], from: number, to: number) => {
    const path = await way(page, order, from, to);
    await page.mouse.move(path.x, path.from);
    await page.mouse.down();
    await carry(page, to, path.to, (y) => page.mouse.move(path.x, y, { steps: 6 }));
    await page.mouse.up();
  };
  let away = true;
  // What happens on the server before the next save arrives there.
  let meanwhile = async () => {};
  await page.route("**/main/models**", async (route) => {
    if (route.request().headers()["next-action"] === undefined) return route.continue();
    if (away) return route.abort();
    await meanwhile();
    return route.continue();
  });
  await drag(models, 16, 3);
  await expect(page.getByText(/Not saved|not known whether this was saved/).first()).toBeVisible();
  await expect.poll(() => shown(page)).toEqual(models);
  away = false;
  await page.getByRole("button", { name: "Try again" }).first().click();
  let order = moved(models, 16, 3);
  await expect.poll(() => shown(page)).toEqual(order);
  await comesToBeStored(platform, order);

  const theirs = moved(order, 0, COUNT - 1);
  meanwhile = async () => {
    meanwhile = async () => {};
    await store(platform, theirs, false);
  };
  await drag(order, 14, 8);
  await expect(page.getByText(/The order was changed elsewhere|changed the order/)).toBeVisible();
  await page.getByRole("button", { name: "Apply mine on top" }).click();
  order = moved(order, 14, 8);
  await expect.poll(() => shown(page)).toEqual(order);
  await comesToBeStored(platform, order);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test("a quick drag on the grip moves the model and not the page; elsewhere a quick move scrolls", async ({
    page,
    platform,
  }) => {
    await store(platform, models);
    await enter(page, platform, "/main/models");
    // Off the bar at the bottom of the screen.
    await row(page, "model-02").evaluate((element) => element.scrollIntoView({ block: "center" }));
    const touch = await page.context().newCDPSession(page);
    /** @param held runs before the finger is lifted */
    const swipe = async (x: number, from: number, to: number, held: () => Promise<void>) => {
      const send = (type: "touchStart" | "touchMove", y: number) =>
        touch.send("Input.dispatchTouchEvent", { type, touchPoints: [{ x, y }] });
      const step = (to - from) / 6;
      // In one go: a finger that rests for 220 ms lifts the row.
      await Promise.all([send("touchStart", from), send("touchMove", from + step)]);
      // A tenth of a second, as a quick thumb takes.
      for (let steps = 2; steps <= 6; steps++) {
        await page.waitForTimeout(16);
        await send("touchMove", from + step * steps);
      }
      await held();
      await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    };
    const [first, third] = [await centre(page, "model-01"), await centre(page, "model-03")];
    const before = await page.evaluate(() => window.scrollY);
    const atTop = page.getByText(new RegExp(`is at place 1 of ${COUNT}\\b`)).first();
    await swipe(third.x, third.y, first.top + 4, () => expect(atTop).toBeAttached());
    await expect.poll(async () => (await shown(page))[0]).toBe("model-03");
    expect(await page.evaluate(() => window.scrollY)).toBe(before);

    await atRest(page);
    const body = await centre(page, "model-02");
    const scrolled = () =>
      expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(before + 50);
    await swipe(body.x + 120, body.y, body.y - 200, scrolled);
    expect((await shown(page))[0]).toBe("model-03");
  });

  test("price, share and purpose are shown; a search and one switch reach many; a row opens with its keys", async ({
    page,
    platform,
  }) => {
    await store(platform, ["gemini-2.5-pro", "gemini-2.5-flash", ...models.slice(2)]);
    await enter(page, platform, "/main/models");
    const pro = row(page, "gemini-2.5-pro");
    await expect(pro).toContainText(/\$\d/);
    await expect(pro).toContainText("Share today");
    await expect(pro).toContainText("Thinks hardest: slower and pricier");
    // Of the header one action is in sight, so that the list begins high; the others are in a menu.
    await page.getByRole("button", { name: "More actions" }).tap();
    for (const name of ["What if…", "Sync with Google"])
      await expect(page.getByRole("menuitem", { name })).toBeVisible();
    await page.keyboard.press("Escape");
    expect((await row(page, "gemini-2.5-pro").boundingBox())?.y).toBeLessThan(300);
    const together = async (name: string) => {
      await page.getByRole("button", { name: "For all in the list" }).tap();
      await page.getByRole("menuitem", { name }).tap();
    };

    await page.getByRole("searchbox", { name: "Find a model" }).fill("5 pro");
    await expect(page.locator("main li[data-id]")).toHaveCount(1);
    await together("Switch these off");
    await page.getByRole("searchbox", { name: "Find a model" }).fill("");
    await expect(page.locator("main li[data-id]")).toHaveCount(COUNT);
    await expect(page.getByRole("main").getByRole("switch", { checked: false })).toHaveCount(1);
    await together("Switch all off");
    await expect(page.getByRole("main").getByRole("switch", { checked: true })).toHaveCount(0);

    await row(page, "gemini-2.5-flash").getByRole("button", { name: "Gemini 2.5 Flash", exact: true }).tap();
    const panel = page.getByRole("dialog", { name: "Gemini 2.5 Flash" });
    await expect(panel.getByRole("listitem")).toContainText(["Key 1"]);
    await expect(panel.getByText("Can answer")).toBeVisible();
    await expect(page).toHaveURL(/#model=gemini-2\.5-flash$/);
  });
});
