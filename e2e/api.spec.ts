// A member makes a token, a program uses it, and it is revoked; a bot's settings are taken to another place as a file.
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { violationsOf } from "./axe.ts";
import { saidLive } from "./live.ts";
import { enter, expect, type Platform, sharePlatform, test } from "./platform.ts";

const shop = {
  token: "70073:AAapitesting-AAapitesting-AAapitest",
  username: "api_bot",
  name: "Baraka",
  keys: ["AQ.api-one"],
};
sharePlatform();
test.use({ shop });

/** What a program gets. */
async function ask({ url }: Platform, token: string, method: string, path: string, body?: object) {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, json: text ? JSON.parse(text) : null, headers: response.headers };
}

test("a token is shown once, a program reads and changes a bot with it, and after it is revoked gets no answer", async ({
  page,
  platform,
}) => {
  await enter(page, platform, "/main/settings");
  await page.getByRole("link", { name: "Tokens of programs" }).click();
  await expect(page.getByText("No tokens yet")).toBeVisible();
  await page.getByRole("button", { name: "New token" }).click();
  const dialog = page.getByRole("dialog", { name: "New token" });
  await dialog.getByLabel("Name").fill("CRM");
  await dialog.getByRole("button", { name: "Make the token" }).click();
  await expect(dialog.getByText("Choose at least one.")).toBeVisible();
  await dialog.getByRole("checkbox", { name: "See bots and their settings" }).check();
  await dialog.getByRole("checkbox", { name: /^Change prompts and settings/ }).check();
  expect(await violationsOf(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Make the token" }).click();
  const made = page.getByRole("dialog", { name: "The token is made" });
  const token = (await made.locator("code").textContent()) ?? "";
  expect(token).toMatch(/^bf_[\w-]{43}$/);
  await expect(made.getByRole("button", { name: "Copy the token" })).toBeVisible();
  await made.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("listitem").filter({ hasText: `bf_…${token.slice(-4)}` });
  await expect(row.getByText("Not used yet")).toBeVisible();
  expect(await page.content()).not.toContain(token);
  expect(await violationsOf(page)).toEqual([]);

  const { json: list } = await ask(platform, token, "GET", "/bots");
  expect(list.bots).toMatchObject([{ username: shop.username, enabled: true }]);
  const id: string = list.bots[0].id;
  const changed = await ask(platform, token, "PATCH", `/bots/${id}`, { prompt: "From a program." });
  expect([changed.status, changed.json.settings.prompt]).toEqual([200, "From a program."]);
  expect((await ask(platform, token, "DELETE", `/bots/${id}`)).status).toBe(403);
  expect((await ask(platform, token, "GET", "/keys")).json.error.code).toBe("token_scope");
  const foreign = await fetch(`${platform.url}/api/v1/me`, {
    headers: { origin: "https://evil.example", authorization: `Bearer ${token}` },
  });
  expect(foreign.headers.get("access-control-allow-origin")).toBeNull();

  await page.reload();
  await expect(row.getByText(/^(just now|1 minute ago)$/)).toBeVisible();
  await row.getByRole("button", { name: "Revoke CRM" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("No tokens yet")).toBeVisible();
  expect((await ask(platform, token, "GET", "/bots")).status).toBe(401);
});

test("the reference and the OpenAPI document are open to everybody and say what the API can do", async ({
  page,
  platform,
}) => {
  await page.goto(`${platform.url}/api/reference`);
  await expect(page.getByRole("heading", { name: "API reference" })).toBeVisible();
  await page.getByRole("link", { name: "Change settings, switch a bot on or off" }).click();
  await expect(page.getByText("/bots/{bot}", { exact: false }).first()).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  const document = await fetch(`${platform.url}/api/v1/openapi.json`).then((response) => response.json());
  expect(document.openapi).toBe("3.1.0");
  expect(Object.keys(document.paths)).toContain("/conversations/{conversation}");
});

test("a bot's file is looked through before it is applied; a bad one says where, and a new bot takes one over", async ({
  page,
  platform,
  sandbox,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "bot-file-"));
  const fileOf = async (text: string) => {
    const path = join(folder, `${Math.random()}.yaml`);
    await writeFile(path, text);
    return path;
  };
  await enter(page, platform, "/main/bots");
  await page.getByRole("main").getByRole("link", { name: "Baraka" }).first().click();
  await page
    .getByRole("navigation", { name: "Pages of the bot" })
    .getByRole("link", { name: "Connection" })
    .click();
  await page.getByRole("button", { name: "Apply a file" }).click();
  const dialog = page.getByRole("dialog", { name: "Apply a file" });
  const file = dialog.getByLabel("File (YAML or JSON)");
  await file.setInputFiles(await fileOf("prompt: Be kind.\ngroups: some\n"));
  await expect(dialog.getByText("Line 2, groups: choose one of mention, reply, all, off.")).toBeVisible();
  await file.setInputFiles(await fileOf("prompt: Be kind.\ngroups: off\ntakeoverMinutes: 30\n"));
  await expect(dialog.getByText("2 settings change")).toBeVisible();
  await expect(dialog.getByText("Be kind.")).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Apply" }).click();
  await expect(dialog).toBeHidden();
  await saidLive(page.locator("[data-sonner-toast]"), platform);

  const token = "70074:AAapitesting-AAapitesting-AAapisecond";
  await sandbox.control("POST", "/telegram/bots", { token, username: "second_api_bot", name: "Second" });
  await page.goto(`${platform.url}/main/bots`);
  await page.getByRole("button", { name: "Add bot" }).first().click();
  const adding = page.getByRole("dialog", { name: "Add a bot" });
  // As from a slow disk: whoever goes on meanwhile is not taken for somebody without a file.
  await page.evaluate(() => {
    const { text } = Blob.prototype;
    Blob.prototype.text = async function slowly() {
      await new Promise((done) => setTimeout(done, 500));
      return text.call(this);
    };
  });
  await adding.getByLabel("Token").fill(token);
  await adding
    .getByLabel("Settings from a file, if you have one")
    .setInputFiles(await fileOf("voice: sometimes\n"));
  await adding.getByRole("button", { name: "Add" }).click();
  await expect(adding.getByText(/Line 1, voice: it must be boolean/)).toBeVisible();
  await adding
    .getByLabel("Settings from a file, if you have one")
    .setInputFiles(await fileOf("prompt: Taken over.\n"));
  await adding.getByRole("button", { name: "Add" }).click();
  await page.getByRole("link", { name: "Write its prompt" }).click();
  await expect(page.getByRole("textbox", { name: "Prompt" })).toHaveValue("Taken over.");
});
