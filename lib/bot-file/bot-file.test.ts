import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { parse } from "yaml";
import { createBot, createModelList, createTenant, createUser } from "#test/builders.ts";
import { saveCommand, setWelcome } from "../bots/settings-edit.ts";
import type { Context } from "../context.ts";
import { db } from "../db.ts";
import { AppError } from "../errors.ts";
import { applyShape, planShape } from "./apply.ts";
import { applyFile, previewFile } from "./preview.ts";
import { exportBot, readBotFile, readShape } from "./read.ts";
import { shapeParts } from "./shape.ts";
import { shapeInText, textOfFile } from "./text.ts";

async function makeBot(prompt = "Be kind."): Promise<{ context: Context; id: string }> {
  const context = { ...(await createTenant()), actorId: await createUser() };
  return { context, id: await createBot(context, { prompt }) };
}
const row = (id: string) => db.bot.findUniqueOrThrow({ where: { id } });
const command = {
  name: "narx",
  kind: "text",
  description: { uz: "Narx" },
  text: { uz: "Ming soʻm" },
} as const;
const week = [null, null, null, null, null, null, { from: 600, to: 720 }];
const dates = [{ day: "2027-03-21", hours: null }];
const business = {
  mode: "answer" as const,
  times: "inside" as const,
  week,
  dates,
  newOnly: true,
  hereMinutes: 45,
};

/** With a value of its own in every part. */
async function furnish(context: Context, id: string): Promise<void> {
  await setWelcome(context, id, { uz: "Salom", ru: "Привет" });
  await saveCommand(context, id, { command, was: null });
  await createModelList(context, ["gemini-2.5-pro"], id);
  const speech = {
    welcome: { uz: "Salom" },
    atLimit: { uz: "Yetar" },
    languages: ["uz", "ru"],
    locale: "ru",
  };
  const never = [{ chatId: 42, name: "Dilnoza" }];
  const data = {
    speech: { ...speech, voice: true, rich: true },
    ...{ groups: "all", intake: "polling", takeoverMinutes: 7 },
    knowledge: { only: true, named: true },
    memory: { tokens: 2_000, summary: false, idleHours: 6, facts: false },
    allowances: { person: { perDay: 5 } },
    business: { ...business, never },
  } as const;
  await db.bot.update({ where: { id }, data: JSON.parse(JSON.stringify(data)) });
}

test("a bot's file holds all that was set, no secret and nobody's name, and is in the record", async () => {
  const { context, id } = await makeBot("Line one.\nLine two: “quoted”.");
  await furnish(context, id);
  const text = await exportBot(context, id);
  const { token, webhookPath, webhookSecret } = await row(id);
  for (const secret of [token, webhookPath, webhookSecret, "Dilnoza", "42"])
    assert.ok(!text.includes(secret), secret);
  const file = parse(text);
  assert.deepEqual(
    [file.botfactory, file.prompt, file.models, file.business, file.limits],
    [1, "Line one.\nLine two: “quoted”.", ["gemini-2.5-pro"], business, { person: { perDay: 5 } }],
  );
  assert.deepEqual(
    shapeParts.filter((part) => !(part in file)),
    [],
  );
  assert.match(text, /^prompt: \|-\n {2}Line one\.$/m, "a prompt of several lines reads as such");
  assert.equal(await db.audit.count({ where: { action: "bot.export", target: id } }), 1);
});

test("a file makes another bot of another tenant the same, in one change, and leaves its own chats alone", async () => {
  const mine = await makeBot();
  await furnish(mine.context, mine.id);
  const text = await exportBot(mine.context, mine.id);
  const theirs = await makeBot("Another.");
  const never = [{ chatId: 7, name: "Aziz" }];
  await db.bot.update({ where: { id: theirs.id }, data: { business: { never } } });
  const before = await db.tenant.findUniqueOrThrow({ where: { id: theirs.context.tenantId } });
  const { changes, stamp } = await previewFile(theirs.context, theirs.id, text);
  assert.deepEqual(
    changes.map(({ part }) => part),
    shapeParts,
  );
  const version = await applyFile(theirs.context, theirs.id, text, stamp);
  assert.equal(version, before.configVersion + 1);
  const [a, b] = [await readBotFile(mine.context, mine.id), await readBotFile(theirs.context, theirs.id)];
  assert.deepEqual(b, a);
  assert.deepEqual((await row(theirs.id)).business, { ...business, never });
  const audits = await db.audit.findMany({ where: { tenantId: theirs.context.tenantId } });
  assert.deepEqual(
    audits.map(({ action }) => action),
    ["bot.apply"],
  );
  assert.ok(!JSON.stringify(audits[0]?.after).includes("Line"));
  const versions = await db.promptVersion.findMany({
    where: { botId: theirs.id },
    orderBy: { number: "asc" },
  });
  assert.deepEqual(
    versions.map(({ text: of }) => of),
    ["Another.", "Be kind."],
  );
  assert.equal(
    await applyFile(theirs.context, theirs.id, text, null),
    null,
    "the second time changes nothing",
  );
});

test("nobody applies a file to a bot of another tenant, or sees what it would change", async () => {
  const { id } = await makeBot();
  const stranger = (await makeBot()).context;
  for (const call of [
    () => previewFile(stranger, id, "groups: off"),
    () => applyFile(stranger, id, "groups: off", null),
    () => readBotFile(stranger, id),
    () => exportBot(stranger, id),
  ])
    await assert.rejects(call, { code: "not_found" });
  assert.equal((await row(id)).groups, "mention");
});

test("parts that a file does not name stay, and JSON of older versions is read", async () => {
  const { context, id } = await makeBot();
  await furnish(context, id);
  const before = await readBotFile(context, id);
  await applyFile(context, id, "prompt: Short.\n", null);
  assert.deepEqual(await readBotFile(context, id), { ...before, prompt: "Short." });
  const { business: _, ...older } = { ...before, prompt: "Older.", models: null };
  await applyFile(context, id, JSON.stringify(older, null, "\t"), null);
  const after = await readBotFile(context, id);
  assert.deepEqual([after.prompt, after.models, after.business], ["Older.", null, before.business]);
  assert.equal(await db.modelList.count({ where: { botId: id } }), 0);
});

/** Code and values of the failure. */
function refusal(text: string): unknown[] {
  try {
    shapeInText(text);
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    const { line, path, rule, detail } = error.values;
    return [error.code, line, path, rule, detail].filter((each) => each !== undefined && each !== "");
  }
  return ["read"];
}

test("a file that is not right says which line, which setting and what is wrong", () => {
  for (const [text, expected] of [
    ["prompt: a\ngroups: some\n", ["file_field", 2, "groups", "choice", "mention, reply, all, off"]],
    ["prompt: a\ntoken: 1:AA\n", ["file_field", 2, "token", "unknown"]],
    ["memory:\n  tokens: 2000\n  sumary: true\n", ["file_field", 3, "memory.sumary", "unknown"]],
    ["voice: yes\n", ["file_field", 1, "voice", "kind", "boolean"]],
    [`prompt: ${"x".repeat(20_001)}\n`, ["file_field", 1, "prompt", "long", "20000"]],
    ["limits:\n  person:\n    perDay: 0\n", ["file_field", 3, "limits.person.perDay", "short", "1"]],
    ["languages: []\n", ["file_field", 1, "languages", "short", "1"]],
    [
      "commands:\n  - name: start\n    kind: text\n    description: {uz: a}\n    text: {uz: a}\n",
      ["file_field", 2, "commands.0.name", "other"],
    ],
    ["models:\n  - gemini-2.5-pro\n  - ../x\n", ["file_field", 3, "models.1.model", "other"]],
    [
      `commands:\n${"  - {name: narx, kind: text, description: {uz: a}, text: {uz: a}}\n".repeat(2)}`,
      ["file_field", 3, "commands.1.name", "other"],
    ],
    [
      "commands:\n  - name: narx\n    kind: text\n    description: {uz: ' '}\n    text: {uz: a}\n",
      ["file_field", 4, "commands.0.description", "other"],
    ],
    ["prompt: a\ntoken: 1:AA\nsecret: b\n", ["file_field", 2, "token", "unknown"]],
    ["limits:\n  everybody: {}\n", ["file_field", 2, "limits.everybody", "unknown"]],
    ["prompt: [a\n", ["file_syntax", 2]],
    ["prompt: a\nprompt: b\n", ["file_syntax", 2]],
    ['{\n  "prompt": "a",\n  "groups": \n', ["file_syntax", 3]],
    ["", ["file_none"]],
    ["- a\n", ["file_none"]],
    ["hello", ["file_none"]],
    ["name: Shop\n", ["file_none"]],
    ["botfactory: 2\nprompt: a\n", ["file_newer"]],
    [
      `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefgh"
        .split("")
        .map((name, i) => `${name}: &${name} [${`*${"abcdefg"[i]},`.repeat(9)}]`)
        .join("\n")}\n`,
      ["file_none"],
    ],
  ] as const)
    assert.deepEqual(refusal(text), expected, text.slice(0, 80));
});

test("a file is applied over the settings that its preview was about, and over no others", async () => {
  const { context, id } = await makeBot();
  const { stamp } = await previewFile(context, id, "groups: off");
  await setWelcome(context, id, { uz: "Salom" });
  await assert.rejects(applyFile(context, id, "groups: off", stamp), { code: "conflict" });
  assert.equal((await row(id)).groups, "mention");
  const both = await Promise.allSettled(
    ["A.", "B."].map(async (prompt) =>
      applyShape(context, id, { prompt }, (await readShape(context, id)).stamp),
    ),
  );
  const through = both.filter(({ status }) => status === "fulfilled").length;
  const texts = (await db.promptVersion.findMany({ where: { botId: id } })).map(({ text }) => text);
  assert.equal(texts.filter((text) => text !== "Be kind.").length, through);
});

test("an operator's role applies no file, a token only the parts that it may change, and settings that do not go together are none", async () => {
  const { context, id } = await makeBot();
  await assert.rejects(applyFile({ ...context, role: "operator" }, id, "groups: off", null), {
    code: "forbidden",
  });
  await assert.rejects(
    applyFile({ ...context, only: ["viewBots", "runBots"] }, id, "intake: polling", null),
    {
      code: "forbidden",
    },
  );
  const runner: Context = { ...context, only: ["viewBots", "runBots"] };
  await assert.rejects(applyFile(runner, id, "models: [gemini-2.5-pro]", null), { code: "forbidden" });
  await applyFile(runner, id, "prompt: Short.\ngroups: off\n", null);
  assert.deepEqual([(await row(id)).prompt, (await row(id)).groups], ["Short.", "off"]);
  await assert.rejects(planShape(context, id, { languages: ["uz"], defaultLanguage: "ru" }), {
    code: "invalid",
  });
  assert.equal((await row(id)).intake, "automatic");
});

test("models that are on are named, others say that they are off", () => {
  const text = textOfFile({
    models: [
      { model: "gemini-2.5-pro", enabled: true },
      { model: "gemini-2.0-flash", enabled: false },
    ],
  });
  assert.equal(text, "models:\n  - gemini-2.5-pro\n  - model: gemini-2.0-flash\n    enabled: false\n");
  assert.deepEqual(shapeInText(text).models?.[0], { model: "gemini-2.5-pro", enabled: true });
});

test("the preview says each part in words, what is empty as nothing; the record has no prompt, but its length", async () => {
  const { context, id } = await makeBot();
  const text =
    "prompt: Short.\nwelcome: {uz: Salom, ru: ' '}\ngroups: off\ntakeoverMinutes: 9\nmodels: [gemini-2.5-pro]\n";
  const { changes } = await previewFile(context, id, text);
  const shown = new Map(changes.map(({ part, before, after }) => [part, [before, after]]));
  assert.deepEqual(shown.get("prompt"), ["Be kind.", "Short."]);
  assert.deepEqual(shown.get("groups"), ["mention", "off"]);
  assert.deepEqual(shown.get("models"), ["", "- model: gemini-2.5-pro\n  enabled: true"]);
  assert.equal(shown.get("welcome")?.[0], "");
  await applyFile(context, id, text, null);
  assert.deepEqual((await readBotFile(context, id)).welcome, { uz: "Salom" }, "empty texts are none");
  const [entry] = await db.audit.findMany({ where: { tenantId: context.tenantId, action: "bot.apply" } });
  const before = entry?.before as Record<string, unknown>;
  const after = entry?.after as Record<string, unknown>;
  assert.deepEqual([before.length, before.groups, before.models], [8, "mention", ""]);
  assert.deepEqual(
    [after.length, after.groups, after.takeoverMinutes, after.models, after.welcome],
    [6, "off", 9, "gemini-2.5-pro", '{"uz":"Salom"}'],
  );
  assert.ok(!JSON.stringify(entry?.after).includes("Short."));
});
