// The list of answers: searched and filtered by the address, and reached from a chart.
import type { SandboxProcess } from "#test/processes.ts";
import { pastMidnight } from "./midnight.ts";
import { enter, expect, test } from "./platform.ts";

const bot = "answers_bot";
test.use({
  shop: {
    token: "90090:AAanswerstest-AAanswerstest-AAansw",
    username: bot,
    name: "Answers",
    keys: ["AQ.answers-one"],
  },
});

/** @returns the message that answers it */
async function ask(sandbox: SandboxProcess, chat: number, text: string): Promise<number> {
  await sandbox.control("POST", "/telegram/messages", { bot, chat: { id: chat }, text });
  const { messages } = await sandbox.control<{ messages: { message_id: number }[] }>(
    "GET",
    `/telegram/wait?bot=${bot}&chat=${chat}&count=1&timeout=120000`,
  );
  return messages.at(-1)?.message_id ?? 0;
}

test("answers are found by words, person and day; the address holds it; a chart's bar leads to its answers", async ({
  page,
  platform,
  sandbox,
  browser,
}) => {
  await pastMidnight();
  const answer = await ask(sandbox, 11, "Yetkazib berish qancha turadi?");
  await ask(sandbox, 12, "Сколько стоит доставка?");
  await enter(page, platform, "/main/answers");
  const rows = page.getByRole("main").getByRole("listitem");
  await expect(rows).toHaveCount(2);
  // The file stands beside the title, and has no line of its own.
  const middle = async (role: "heading" | "link", name: string) => {
    const { y, height } = (await page.getByRole(role, { name, exact: true }).boundingBox())!;
    return y + height / 2;
  };
  expect(Math.abs((await middle("heading", "Answers")) - (await middle("link", "CSV")))).toBeLessThan(8);
  const search = page.getByRole("searchbox", { name: "Question or person" });
  await search.fill("ДОСТАВ");
  await expect(rows).toHaveCount(1);
  await expect(page).toHaveURL(/[?&]q=/);
  await page.reload();
  await expect(rows).toHaveText([/доставка/]);
  await expect(search).toHaveValue("ДОСТАВ");

  await rows.first().getByRole("link").click();
  await page.getByRole("link", { name: /to @answers_bot$/ }).click();
  await expect(page).toHaveURL(/person=/);
  await expect(rows).toHaveCount(1);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(rows).toHaveCount(2);
  await page.getByLabel("To", { exact: true }).fill("2020-01-01");
  await expect(page.getByText("No answers match these filters.")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();

  await page.goto(`${platform.url}/main/analytics?range=24h#show=answers`);
  // One bar for both, or one for each where an hour ended between them.
  const bars = page.getByRole("figure").getByRole("link", { name: /: [12]$/ });
  let counts: number[] = [];
  const read = async () => {
    const labels = await bars.evaluateAll((links) => links.map((link) => link.getAttribute("aria-label")));
    counts = labels.map((label) => Number(label?.at(-1)));
    return counts.reduce((sum, count) => sum + count, 0);
  };
  await expect.poll(read).toBe(2);
  await bars.last().click();
  await expect(page).toHaveURL(/answers\?from=.*T.*&to=.*T/);
  const [inLast = 0] = counts.slice(-1);
  await expect(rows).toHaveCount(inLast);
  const sums = {
    1: /^1 answer · 1 call · 1 person or group · /,
    2: /^2 answers · 2 calls · 2 people and groups · /,
  };
  await expect(page.getByText(sums[inLast === 1 ? 1 : 2])).toBeVisible();

  // A 👎 in the chat, on the phone of the sandbox's page.
  const phone = await browser.newPage();
  await phone.goto(`${sandbox.url}/?bot=${bot}`);
  await sandbox.control("POST", "/telegram/reactions", {
    ...{ bot, chat: { id: 11 }, message_id: answer, emoji: ["👍"] },
  });
  await phone.getByRole("button", { name: /User 11/ }).click();
  await phone.getByRole("region", { name: "Chat" }).getByRole("listitem").last().hover();
  await phone.getByRole("button", { name: /: 👎$/ }).click();
  await expect(phone.getByRole("button", { name: "👎 1", exact: true })).toBeVisible();
  await expect(async () => {
    await page.goto(`${platform.url}/main/analytics?range=today`);
    await page.getByRole("link", { name: "1 answer with a 👎" }).first().click({ timeout: 2_000 });
  }).toPass();
  await expect(rows).toHaveCount(1);
  await expect(page.getByRole("img", { name: "1 person dislikes it" })).toBeVisible();
  await rows.first().getByRole("link").click();
  await expect(page.getByRole("heading", { name: "How it went" })).toBeVisible();
  await expect(page.getByRole("img", { name: "1 person dislikes it" })).toBeVisible();

  const file = await page.request.get(`${platform.url}/api/csv/main/answers?rating=bad`);
  expect(file.headers()["content-disposition"]).toBe('attachment; filename="main-answers.csv"');
  expect((await file.text()).split("\r\n")[1]).toMatch(/Yetkazib berish qancha turadi\?/);
  const figures = await page.request.get(`${platform.url}/api/csv/main/analytics?range=today`);
  // Its head, a line for each hour, and the end of the last one.
  expect((await figures.text()).split("\r\n")).toHaveLength(2 + counts.length);

  // An answer that does not come is stopped by the button of its draft.
  await sandbox.control("POST", "/telegram/messages", {
    bot,
    chat: { id: 11 },
    text: "Oʻylab koʻr [[hang]]",
  });
  await expect(phone.getByText("Thinking…")).toBeVisible();
  await phone.getByRole("button", { name: "Stop", exact: false }).click();
  await expect(phone.getByText("Thinking…")).toBeHidden();
  await phone.close();
  await expect(async () => {
    await page.goto(`${platform.url}/main/answers`);
    await expect(rows.filter({ hasText: "Oʻylab koʻr" })).toHaveText(/Cancelled/, { timeout: 2_000 });
  }).toPass();
});
