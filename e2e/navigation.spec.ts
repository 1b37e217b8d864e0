// A tap on the navigation shows its page's skeleton before the network has said anything.
import { enter, expect, sharePlatform, test } from "./platform.ts";

sharePlatform();

/** On a machine of any speed and beside other work it comes before the answer, whenever that is. */
const LIMIT_MS = process.env.EXACT_TIMES ? 50 : Number.POSITIVE_INFINITY;
const names = ["Keys", "Models", "Answers", "Analytics", "Team"];

declare global {
  interface Window {
    /** From the tap to the frame that shows the skeleton, in ms. */
    shownAfter: number[];
  }
}

test("a tap shows the skeleton of its page before the line has answered (EXACT_TIMES=1: within 50 ms)", async ({
  page,
  platform,
}) => {
  await enter(page, platform, "/main/keys");
  let answer = Promise.withResolvers<void>();
  await page.route("**/main/**", async (route) => {
    if (route.request().headers().rsc === "1") await answer.promise;
    await route.continue();
  });
  await page.evaluate(() => {
    window.shownAfter = [];
    let tapped = 0;
    document.addEventListener(
      "click",
      ({ timeStamp }) => {
        tapped = timeStamp;
      },
      true,
    );
    new MutationObserver(() => {
      if (!tapped || !document.querySelector("[data-going], [aria-busy=true]")) return;
      const from = tapped;
      tapped = 0;
      requestAnimationFrame(() => window.shownAfter.push(performance.now() - from));
    }).observe(document.body, { childList: true, subtree: true });
  });
  for (const name of [...names.slice(1), "Keys"]) {
    answer = Promise.withResolvers();
    await page.getByRole("navigation").getByRole("link", { name, exact: true }).first().click();
    await expect(page.locator("[data-going]")).toBeVisible();
    answer.resolve();
    await expect(page.locator("[data-going]")).toHaveCount(0);
    await expect(page.getByRole("main").getByRole("heading", { name, exact: true })).toBeVisible();
  }
  const shownAfter = () => page.evaluate(() => window.shownAfter);
  await expect.poll(shownAfter).toHaveLength(names.length);
  const taken = await shownAfter();
  const median = taken.sort((a, b) => a - b)[2] ?? Number.POSITIVE_INFINITY;
  console.log(`tap to skeleton: median ${median.toFixed(1)} ms, longest ${taken.at(-1)?.toFixed(1)} ms`);
  expect(median, `of ${taken.map((ms) => ms.toFixed(1)).join(", ")}`).toBeLessThan(LIMIT_MS);
});

test("whoever goes back is where they had scrolled to, however slow the line was on the way", async ({
  page,
  platform,
}) => {
  await page.setViewportSize({ width: 390, height: 480 });
  await enter(page, platform, "/main/analytics");
  const scrolledTo = () => page.evaluate(() => window.scrollY);
  await expect(page.getByRole("main").getByRole("heading", { name: "Analytics", exact: true })).toBeVisible();
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await expect.poll(scrolledTo).toBeGreaterThan(150);
  const there = await scrolledTo();
  const answer = Promise.withResolvers<void>();
  await page.route("**/main/**", async (route) => {
    if (route.request().headers().rsc === "1") await answer.promise;
    await route.continue();
  });
  await page
    .getByRole("navigation")
    .getByRole("link", { name: "Keys", exact: true })
    .last()
    .click({ timeout: 5_000 });
  await expect(page.locator("[data-going]")).toBeInViewport();
  expect(await scrolledTo()).toBe(there);
  answer.resolve();
  await expect(page.getByRole("main").getByRole("heading", { name: "Keys", exact: true })).toBeVisible();
  await expect.poll(scrolledTo).toBe(0);
  await page.goBack();
  await expect(page.getByRole("main").getByRole("heading", { name: "Analytics", exact: true })).toBeVisible();
  await expect.poll(scrolledTo).toBe(there);
});
