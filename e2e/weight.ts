// How much JavaScript a page loads before anybody touches it, in bytes on the line (compressed), nothing cached.
import type { Page } from "playwright/test";

const PAGE_BYTES = 180_000;
const limits: Readonly<Record<string, number>> = {
  "sign-in": 90_000,
  // The list of keys, which are dragged, with the dialog over it: what is left of the way to 180 KB.
  "keys add": 200_000,
};

/** How long nothing has been loaded when a page is at rest. */
const REST_MS = 600;

/** Loads it and waits until nothing more is loaded. */
export async function scriptBytes(page: Page, address: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const scripts = new Set<string>();
  let bytes = 0;
  let lastAt = 0;
  session.on("Network.responseReceived", ({ requestId, type }) => {
    if (type === "Script") scripts.add(requestId);
  });
  session.on("Network.dataReceived", ({ requestId, encodedDataLength }) => {
    if (!scripts.has(requestId)) return;
    bytes += encodedDataLength;
    lastAt = performance.now();
  });
  await page.goto(address);
  for (const from = performance.now(); performance.now() - Math.max(from, lastAt) < REST_MS; )
    await page.waitForTimeout(100);
  await session.detach();
  return bytes;
}

/** What is over its limit, of all pages by name. Prints all of them. */
export function tooHeavy(weights: Readonly<Record<string, number>>): string[] {
  const table = Object.entries(weights).sort(([, a], [, b]) => b - a);
  const told = ([name, bytes]: [string, number]) => `${(bytes / 1_000).toFixed(1)} KB  ${name}`;
  console.log(table.map(told).join("\n"));
  return table.filter(([name, bytes]) => bytes > (limits[name] ?? PAGE_BYTES)).map(told);
}
