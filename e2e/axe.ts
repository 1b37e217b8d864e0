// Accessibility of a page as axe judges it.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AxeResults } from "axe-core";
import { expect, type Page } from "playwright/test";

const source = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** Most times that a page is judged again because something moved meanwhile. */
const AGAIN = 10;

/** Colours are judged as they are in the end: what opens fades in. A spinner has no end. */
const atRest = (page: Page) =>
  page.evaluate(async () => {
    const moving = () =>
      document
        .getAnimations()
        .filter(
          ({ effect, playState }) =>
            playState === "running" && effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY,
        );
    for (let found = moving(); found.length > 0; found = moving())
      await Promise.allSettled(found.map(({ finished }) => finished));
  });

/** The rules of every level that the page breaks as it is shown now, each with its elements. */
export async function violationsOf(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
  const options = JSON.stringify({
    resultTypes: ["violations"],
    // This rule is not yet one of axe's own defaults.
    rules: { "label-content-name-mismatch": { enabled: true } },
  });
  for (let turn = 0; ; turn++) {
    await atRest(page);
    // A toast may come or go by itself while axe looks.
    const { moved, violations } = await page.evaluate<
      { moved: boolean } & Pick<AxeResults, "violations">
    >(`(async () => {
      let moved = false;
      const note = () => { moved = true; };
      const events = ["animationstart", "transitionrun"];
      for (const event of events) document.addEventListener(event, note, true);
      const { violations } = await axe.run(document, ${options});
      // The browser tells of a transition that began meanwhile with the next frame.
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      for (const event of events) document.removeEventListener(event, note, true);
      return { moved, violations };
    })()`);
    if (violations.length > 0 && moved && turn < AGAIN) continue;
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ html }) => html.slice(0, 160))
          .join(" | ")
          .slice(0, 600)}`,
    );
  }
}

/** No rule of any level is broken. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await violationsOf(page)).toEqual([]);
}
