// What comes from outside: web pages, files that cannot be read or are not sent to their end, and questions that people wait with.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import type { Page } from "playwright/test";
import { untilLive } from "./live.ts";
import { enter, expect, type Platform, sharePlatform, test } from "./platform.ts";

const shop = {
  token: "41142:AAreading-AAreading-AAreading-AAre",
  username: "reading_bot",
  name: "Kitobxon",
  keys: ["AQ.reading-one"],
};
sharePlatform();
test.use({ shop });

/** @returns the rows of one statement */
async function rowsOf<T extends pg.QueryResultRow>({ databaseUrl }: Platform, sql: string): Promise<T[]> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  try {
    return (await database.query<T>(sql)).rows;
  } finally {
    await database.end();
  }
}

async function openKnowledge(page: Page, platform: Platform, fragment = ""): Promise<void> {
  const [bot] = await rowsOf<{ id: string }>(platform, `SELECT "id" FROM "Bot" LIMIT 1`);
  await enter(page, platform, `/main/bots/${bot?.id}/knowledge${fragment}`);
}

/** The rows of the sources. */
const sourcesOn = (page: Page) => page.getByRole("list", { name: "Sources" }).getByRole("listitem");

test("a page and a site by its sitemap are read; one that is gone and one that forbids it say so", async ({
  page,
  platform,
}) => {
  const html = (title: string, text: string) => `<title>${title}</title><main><p>${text}</p></main>`;
  const server = createServer(({ url = "", headers }, response) => {
    const site = `http://${headers.host}`;
    const answers: Record<string, string> = {
      "/narxlar": html("Narxlar", "Non 5 000 soʻm"),
      "/filiallar": html("Filiallar", "Chilonzor, 9-mavze"),
      "/yopiq/ichki": html("Ichki", "Sir"),
      "/robots.txt": "User-agent: *\nDisallow: /yopiq/",
      "/sitemap.xml": `<urlset><url><loc>${site}/narxlar</loc></url><url><loc>${site}/filiallar</loc></url><url><loc>${site}/yopiq/ichki</loc></url></urlset>`,
    };
    const type = /\.(txt|xml)$/.exec(url)?.[1] === "xml" ? "application/xml" : "text/html; charset=utf-8";
    response.writeHead(answers[url] ? 200 : 404, { "content-type": type }).end(answers[url] ?? "");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const dialog = page.getByRole("dialog", { name: "Add a website" });
    await openKnowledge(page, platform, "#add=page");
    const add = async (address: string, name: string, site = false) => {
      if (!(await dialog.isVisible())) {
        await page.getByRole("button", { name: "Add", exact: true }).click();
        await page.getByRole("menuitem", { name: /Website/ }).click();
      }
      await dialog.getByRole("textbox", { name: "Address" }).fill(address);
      if (site) await dialog.getByRole("radio", { name: /The whole site/ }).check();
      await dialog.getByRole("textbox", { name: "Name" }).fill(name);
      await dialog.getByRole("button", { name: "Add" }).click();
      await expect(dialog).toHaveCount(0);
      await expect(page.getByRole("link", { name })).toBeVisible();
    };
    await expect(dialog).toBeVisible();
    await add(`${at}/narxlar`, "Bir sahifa");
    await add(`${at}/`, "Butun sayt", true);
    await add(`${at}/yoq`, "Yoʻq sahifa");
    await add(`${at}/yopiq/ichki`, "Yopiq sahifa");
    const row = (name: string) => sourcesOn(page).filter({ hasText: name });
    await expect(row("Butun sayt").getByText("2 parts")).toBeVisible();
    await expect(row("Bir sahifa").getByText("1 part")).toBeVisible();
    await expect(row("Yoʻq sahifa")).toContainText("There is no such page any more.");
    await expect(row("Yopiq sahifa")).toContainText("The site asks robots not to read this page.");
    await page.getByRole("button", { name: "More for Bir sahifa" }).click();
    await page.getByRole("menuitem", { name: "When it is read again" }).click();
    const schedule = page.getByRole("dialog", { name: "When “Bir sahifa” is read again" });
    await schedule.getByRole("combobox", { name: "Read again" }).click();
    await page.getByRole("option", { name: "Every day" }).click();
    await schedule.getByRole("button", { name: "Save" }).click();
    await expect(row("Bir sahifa").getByText("daily")).toBeVisible();

    // A document of an address without a fragment: Next goes back to the one that a document was loaded with.
    await openKnowledge(page, platform);
    await page.getByRole("link", { name: "Butun sayt" }).click();
    await expect(page.getByText("Chilonzor, 9-mavze")).toBeVisible();
    await expect(page.getByText("Sir", { exact: true })).toHaveCount(0);
    // What can be done in the list can be done on the source's page.
    await page.getByRole("button", { name: "More for Butun sayt" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await page.waitForURL(/\/knowledge$/);
    await expect(page.getByRole("link", { name: "Bir sahifa" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Butun sayt" })).toHaveCount(0);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("a file that cannot be read says why; one that is not sent to its end leaves nothing", async ({
  page,
  platform,
}) => {
  await openKnowledge(page, platform);
  const files = page.getByLabel("Files to add");
  const file = (name: string, bytes: Buffer) => ({ name, mimeType: "text/plain", buffer: bytes });
  await files.setInputFiles(file("buzuq.pdf", Buffer.from("%PDF-1.7 nothing else")));
  await expect(sourcesOn(page).filter({ hasText: "buzuq" })).toContainText(
    "It is damaged, or not what its name says.",
  );

  // Its second part is held up on its way.
  const stored = () => rowsOf(platform, `SELECT FROM "SourceVersion" WHERE "fileName" = 'katta.txt'`);
  await page.route(/position=1/, () => undefined);
  await files.setInputFiles(file("katta.txt", Buffer.alloc(900_000, "Non 5 000\n")));
  const uploads = page.getByRole("list", { name: "Uploads" });
  await expect(uploads.getByText("44% sent")).toBeVisible();
  await expect.poll(stored).toHaveLength(1);
  await uploads.getByRole("button", { name: "Cancel the upload of katta.txt" }).click();
  await expect(uploads).toHaveCount(0);
  await expect.poll(stored).toEqual([]);

  // One that broke off goes on, and is there once.
  await page.unroute(/position=1/);
  await page.route(/position=2/, (route) => route.fulfill({ status: 400, json: { error: "Uzildi." } }));
  await files.setInputFiles(file("katta.txt", Buffer.alloc(900_000, "Non 5 000\n")));
  await expect(uploads.getByText("Uzildi.")).toBeVisible();
  await page.unroute(/position=2/);
  await uploads.getByRole("button", { name: "Try again" }).click();
  await expect(uploads).toHaveCount(0);
  expect(await stored()).toHaveLength(1);
});

test("files that wait are sent while somebody looks at another page, and one that breaks off there says so", async ({
  page,
  platform,
}) => {
  await openKnowledge(page, platform);
  // Both places are held until the page is left; the last two files wait.
  const held: (() => void)[] = [];
  await page.route(/name=yol-[12]/, async (route) => {
    await new Promise<void>((go) => held.push(go));
    await route.continue();
  });
  await page.route(/name=yol-4/, (route) => route.fulfill({ status: 400, json: { error: "Uzildi." } }));
  const names = [1, 2, 3, 4].map((n) => `yol-${n}.txt`);
  const file = (name: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from("Non 5 000 soʻm") });
  await page.getByLabel("Files to add").setInputFiles(names.map(file));
  const uploads = page.getByRole("list", { name: "Uploads" });
  await expect(uploads.getByText("Waits")).toHaveCount(2);
  await expect.poll(() => held.length).toBe(2);
  await page.getByRole("link", { name: "Keys" }).first().click();
  await page.waitForURL(/\/keys$/);
  for (const go of held) go();
  const stored = `SELECT FROM "SourceVersion" WHERE "fileName" LIKE 'yol-%' AND "state" <> 'uploading'`;
  await expect(page.getByText("Uzildi.")).toBeVisible();
  await expect.poll(() => rowsOf(platform, stored)).toHaveLength(3);
  await page.goBack();
  await expect(sourcesOn(page).filter({ hasText: "yol-" })).toHaveCount(3);
  await expect(uploads.getByRole("listitem")).toHaveCount(1);
  await uploads.getByRole("button", { name: "Remove yol-4.txt from the list" }).click();
  await expect(uploads).toHaveCount(0);
});

test("who asked what the bot did not know is told the answer in Telegram", async ({ page, platform }) => {
  const { sandbox } = platform;
  await openKnowledge(page, platform);
  const file = { name: "shartlar.txt", mimeType: "text/plain", buffer: Buffer.from("Toʻlov naqd.") };
  await page.getByLabel("Files to add").setInputFiles(file);
  await page.getByRole("switch", { name: "Only from this knowledge" }).click();
  const only = `SELECT FROM "Bot" WHERE ("knowledge"->>'only')::boolean`;
  await expect.poll(() => rowsOf(platform, only)).toHaveLength(1);
  await expect(sourcesOn(page).filter({ hasText: "shartlar" })).toContainText("In use");
  await untilLive(platform);
  await sandbox.control("PUT", "/gemini/reply", { mode: "pleasant" });
  const asked = { bot: shop.username, chat: { id: 78 }, text: "Xivaga yetkazasizmi?" };
  await sandbox.control("POST", "/telegram/messages", asked);
  const messages = async (count: number) => {
    const wait = `/telegram/wait?bot=${shop.username}&chat=78&count=${count}&timeout=120000`;
    return (await sandbox.control<{ messages: { text: string }[] }>("GET", wait)).messages;
  };
  expect((await messages(1))[0]?.text).toMatch(/Buni bilmayman|I do not know that/);
  const waits = `SELECT FROM "OpenQuestion" WHERE "state" = 'open'`;
  await expect.poll(() => rowsOf(platform, waits)).toHaveLength(1);
  const [answer] = await rowsOf<{ id: string }>(platform, `SELECT "answerId" AS "id" FROM "OpenQuestion"`);
  await page.goto(`${platform.url}/main/answers/${answer?.id}`);
  await expect(page.getByText("No model was asked: the knowledge has nothing about it.")).toBeVisible();
  await openKnowledge(page, platform);
  const open = page.getByRole("region", { name: /Unanswered questions/ });
  await open.getByRole("button", { name: "Answer" }).click();
  const dialog = page.getByRole("dialog", { name: "Answer a question" });
  await expect(dialog.getByLabel("Question")).toHaveValue("Xivaga yetkazasizmi?");
  await dialog.getByLabel("Answer", { exact: true }).fill("Ha, uch kunda.");
  await expect(dialog.getByRole("checkbox", { name: /Send this answer to the person/ })).toBeChecked();
  await dialog.getByRole("button", { name: "Save the answer" }).click();
  await expect(page.getByText("Every question so far was answered.")).toBeVisible();
  expect((await messages(2)).at(-1)?.text).toBe("❓ Xivaga yetkazasizmi?\n\nHa, uch kunda.");
});
