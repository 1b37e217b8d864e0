// The same pages in Chromium: when the largest part is painted, and how long one waits for what one touches.
import { type BrowserContext, chromium, type Page } from "playwright";
import { getBrowser, thisMachine } from "../../e2e/browser.ts";
import { seededSignIn } from "../../scripts/seed/fill.ts";

export interface PageWaiting {
  name: string;
  /** Milliseconds. */
  sample: number[];
}

interface Dashboard {
  url: string;
  slug: string;
  /** Name and path. */
  paths: readonly [string, string][];
  /** Whether a model is moved too. */
  dropped: boolean;
  rounds: number;
}

declare global {
  interface Window {
    /** From the drop to the answer, in ms. */
    dropSaved: Promise<number>;
  }
}

/** Long enough for whatever is still loaded and painted after the load event. */
const SETTLE_MS = 400;

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.locator("input[type=email]").fill(seededSignIn.email);
  await page.locator("input[type=password]").fill(seededSignIn.password);
  await page.locator("button[type=submit]").first().click();
  await page.waitForURL((address) => !address.pathname.startsWith("/sign-in"));
}

/** Milliseconds from the start of the navigation to the largest paint; scripts come from the browser's cache. */
async function largestPaint(page: Page, address: string): Promise<number> {
  await page.goto(address, { waitUntil: "load" });
  await page.waitForTimeout(SETTLE_MS);
  return page.evaluate(
    () =>
      new Promise<number>((done) => {
        new PerformanceObserver((list) => done(list.getEntries().at(-1)?.startTime ?? Number.NaN)).observe({
          type: "largest-contentful-paint",
          buffered: true,
        });
      }),
  );
}

/** Milliseconds from the click on a link of the navigation to the frame that shows its page instead of any skeleton. */
async function navigation(page: Page, href: string): Promise<number> {
  await page.waitForTimeout(SETTLE_MS);
  return page.evaluate(
    (to) =>
      new Promise<number>((done) => {
        const link = document.querySelector<HTMLAnchorElement>(`nav a[href="${to}"]`);
        const from = performance.now();
        const observer = new MutationObserver(() => {
          if (location.pathname !== to || document.querySelector("main [aria-busy=true]")) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - from)));
        });
        observer.observe(document.body, { childList: true, subtree: true, attributes: true });
        link?.click();
      }),
    href,
  );
}

const centreOf = async (page: Page, at: number) => {
  const box = await page.locator("main li[data-id] [data-grip]").nth(at).boundingBox();
  if (!box) throw new Error("The order has too few models.");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

/** Milliseconds from the drop of a model to the answer that the order is saved. */
async function dropToSaved(page: Page, from: number, to: number): Promise<number> {
  const [start, end] = [await centreOf(page, from), await centreOf(page, to)];
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x, (start.y + end.y) / 2, { steps: 3 });
  await page.mouse.move(start.x, end.y, { steps: 3 });
  // The list follows the pointer a moment later: then the other row has made room.
  await page.waitForFunction(
    (at) =>
      /[1-9]/.test(document.querySelectorAll<HTMLElement>("main li[data-id]")[at]?.style.transform ?? ""),
    to,
  );
  // Before the drop: the input overtakes a call that is under way.
  await page.evaluate(() => {
    window.dropSaved = new Promise((done) => {
      let from = 0;
      let wasSaving = false;
      document.addEventListener(
        "pointerup",
        ({ timeStamp }) => {
          from = timeStamp;
        },
        { capture: true, once: true },
      );
      const observer = new MutationObserver(() => {
        const isSaving = document.querySelector("[data-saving]") !== null;
        if (!from || isSaving === wasSaving) return;
        wasSaving = isSaving;
        if (isSaving) return;
        observer.disconnect();
        done(performance.now() - from);
      });
      observer.observe(document.body, { childList: true, subtree: true, attributes: true });
    });
  });
  await page.mouse.up();
  const ms = await page.evaluate(() => window.dropSaved);
  await page.waitForTimeout(SETTLE_MS);
  return ms;
}

async function inContext(
  context: BrowserContext,
  { url, slug, paths, dropped, rounds }: Dashboard,
): Promise<PageWaiting[]> {
  const page = await context.newPage();
  await signIn(page, url);
  const times = async (name: string, work: (i: number) => Promise<number>): Promise<PageWaiting> => {
    await work(-1);
    const sample: number[] = [];
    for (let i = 0; i < rounds; i++) sample.push(await work(i));
    console.log(name, sample.map(Math.round).join(" "));
    return { name, sample };
  };
  const waits: PageWaiting[] = [];
  for (const [name, path] of paths)
    waits.push(await times(`${name}: largest paint`, () => largestPaint(page, url + path)));
  const links = paths.filter(([, path]) => path.split("/").length <= 3 && !path.includes("?"));
  for (const [name, path] of links) {
    waits.push(
      await times(`${name}: from the tap to the page`, async () => {
        const elsewhere = path === `/${slug}/people` ? `/${slug}/alerts` : `/${slug}/people`;
        await page.goto(url + elsewhere);
        return navigation(page, path);
      }),
    );
  }
  if (dropped) {
    await page.setViewportSize({ width: 1_280, height: 2_400 });
    await page.goto(`${url}/${slug}/models`);
    const drop = (i: number) => (i % 2 === 0 ? dropToSaved(page, 1, 0) : dropToSaved(page, 0, 1));
    waits.push(await times("a model: from the drop to saved", drop));
  }
  return waits;
}

export async function measureInBrowser(dashboard: Dashboard): Promise<PageWaiting[]> {
  const browser = await chromium.launch({
    executablePath: getBrowser(thisMachine(true)),
    args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"],
  });
  try {
    return await inContext(await browser.newContext({ viewport: { width: 1_280, height: 800 } }), dashboard);
  } finally {
    await browser.close();
  }
}
