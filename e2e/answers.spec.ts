// The list of answers: searched and filtered by the address, and reached from a chart.
import type { SandboxProcess } from "#test/processes.ts";
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

async function ask(sandbox: SandboxProcess, chat: number, text: string): Promise<void> {
  await sandbox.control("POST", "/telegram/messages", { bot, chat: { id: chat }, text });
  await sandbox.control("GET", `/telegram/wait?bot=${bot}&chat=${chat}&count=1&timeout=120000`);
}

test("answers are found by words, person and day; the address holds it; a chart's bar leads to its answers", async ({
  page,
  platform,
  sandbox,
}) => {
  await ask(sandbox, 11, "Yetkazib berish qancha turadi?");
  await ask(sandbox, 12, "Сколько стоит доставка?");
  await enter(page, platform, "/main/answers");
  const rows = page.getByRole("main").getByRole("listitem");
  await expect(rows).toHaveCount(2);
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
  await page.getByRole("link", { name: /, so far: 2$/ }).click();
  await expect(page).toHaveURL(/answers\?from=.*T.*&to=.*T/);
  await expect(rows).toHaveCount(2);
});
