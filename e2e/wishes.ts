// What people ask their devices for: large text, more space between letters and lines, less motion.
import type { Page } from "playwright/test";

/** The spacing of WCAG 1.4.12. */
const SPACED =
  "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }";

/** How much wider the page is than the screen, in pixels, with this style on top of its own. */
const widerBy = (page: Page, style: string): Promise<number> =>
  page.evaluate((style) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    document.adoptedStyleSheets = [sheet];
    const wider = document.documentElement.scrollWidth - window.innerWidth;
    document.adoptedStyleSheets = [];
    return wider;
  }, style);

/** What still moves; to be asked while the page is told of the wish for less motion. */
const moving = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    document.getAnimations().flatMap(({ effect, playState }) => {
      const isSeen = playState === "running" && Number(effect?.getComputedTiming().duration) > 1;
      return isSeen && effect instanceof KeyframeEffect ? [effect.target?.outerHTML.slice(0, 120) ?? ""] : [];
    }),
  );

/** At 320 px, a screen of 1280 px at 400 % (WCAG 1.4.10). Leaves the page in that size. @returns a sentence for each fault */
export async function wishFaults(page: Page): Promise<string[]> {
  await page.setViewportSize({ width: 320, height: 640 });
  const faults = (await moving(page)).map(
    (element) => `moves in spite of the wish for less motion: ${element}`,
  );
  for (const [name, style] of [
    ["at 400 %", ""],
    ["with wide spacing", SPACED],
  ] as const) {
    const wider = await widerBy(page, style);
    if (wider > 0) faults.push(`${name}: ${wider} px wider than the screen`);
  }
  return faults;
}
