// Role and tenant isolation of every function that takes a context. A new function needs a new entry.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import test, { after } from "node:test";
import { type Access, testAccess } from "#test/access.ts";
import type { Shop } from "#test/builders.ts";
import { startSandbox } from "#test/processes.ts";
import { makeAlertLink } from "./alerts/links.ts";
import { countOwnCauses, listCauses, listWebhooks, readOwnWays } from "./alerts/list.ts";
import {
  addWebhook,
  knowSignIn,
  muteKind,
  removeWebhook,
  setMail,
  testOwnWay,
  testWebhook,
  unlinkTelegram,
} from "./alerts/settings.ts";
import { readAnalytics } from "./analytics/analytics.ts";
import { readBotSlots } from "./analytics/bot-slots.ts";
import { readToday } from "./analytics/today.ts";
import { countAnswers } from "./answers/count.ts";
import { answeringModels, askerOf, listAnswers } from "./answers/list.ts";
import { getAnswer } from "./answers/trace.ts";
import { classifyError, countUnknownErrors, listUnknownErrors } from "./answers/unknown-errors.ts";
import { applyShape, planShape } from "./bot-file/apply.ts";
import { applyFile, previewFile } from "./bot-file/preview.ts";
import { readBotFile, readShape } from "./bot-file/read.ts";
import { addBot } from "./bots/add.ts";
import { enableBot, removeBot, replaceToken, setAllowances } from "./bots/edit.ts";
import { botSettingsAccess } from "./bots/fixtures/settings-access.ts";
import { getBot, listBots } from "./bots/list.ts";
import { botNames } from "./bots/names.ts";
import { promptVersion, promptVersions, publishPrompt, restorePrompt } from "./bots/prompt-versions.ts";
import { getBotSettings, readDelivery } from "./bots/settings-view.ts";
import { broadcasts } from "./broadcasts/fixtures/access.ts";
import { business } from "./business/fixtures/access.ts";
import { listQuotas } from "./chain-state/forecasts.ts";
import { modelKeys } from "./chain-state/model-keys.ts";
import { modelRests } from "./chain-state/resting.ts";
import type { Context } from "./context.ts";
import { countWaiting } from "./conversations/count-waiting.ts";
import { addFilePiece } from "./conversations/files.ts";
import { listConversations, tagsInUse } from "./conversations/list.ts";
import { deletePerson, exportPerson, notePerson } from "./conversations/person.ts";
import { readChatFile } from "./conversations/read-file.ts";
import { readSilences, setSilence } from "./conversations/silence.ts";
import { changeSaid, handBack, noteAsOperator, sayAsOperator, takeOver } from "./conversations/takeover.ts";
import { readThread } from "./conversations/thread.ts";
import { whoHas } from "./conversations/who-has.ts";
import { db } from "./db.ts";
import { discardDeadLetters, retryDeadLetters } from "./dead-letters/decide.ts";
import { listDeadLetters } from "./dead-letters/list.ts";
import { AppError } from "./errors.ts";
import { readMatrix } from "./health/matrix.ts";
import { quotasOfProjects } from "./health/project-quotas.ts";
import { readHealth } from "./health/read.ts";
import { readSharedKeys } from "./health/shared-keys.ts";
import { addKeys, importKeys } from "./keys/add.ts";
import { checkKeys } from "./keys/check.ts";
import { editKey, orderKeys, removeKey, replaceKey } from "./keys/edit.ts";
import { listKeys } from "./keys/list.ts";
import { keyNames } from "./keys/names.ts";
import { decideProject, listProposals } from "./keys/project-proposals.ts";
import { learnProject, listProjects } from "./keys/projects.ts";
import { syncCatalogue } from "./keys/sync-models.ts";
import { readKeyUse, saveKeyUse } from "./keys/use.ts";
import { knowledge } from "./knowledge/fixtures/access.ts";
import { untilLive } from "./live-config/acks.ts";
import { pulseOf } from "./live-config/pulse.ts";
import { getModels, readOrder } from "./models/list.ts";
import { inheritModels, saveModels } from "./models/save.ts";
import { askInPage, ownPageChat } from "./page-chat/ask.ts";
import { pageExchanges, pageState } from "./page-chat/exchange.ts";
import { paletteTargets } from "./palette/targets.ts";
import { can } from "./people/can.ts";
import { people } from "./people/fixtures/access.ts";
import { visitsTo } from "./platform/visits.ts";
import { correctedPrices, setPrice } from "./prices/corrections.ts";
import { actorsOf, listRecord } from "./record/list.ts";
import { loadHistory } from "./replay/recorded.ts";
import { tryOut } from "./replay/try.ts";
import { staff } from "./staff/fixtures/access.ts";
import { readStart } from "./start/start.ts";
import { fillTemplate, readTemplate } from "./templates/templates.ts";

const outside = await startSandbox();
process.env.GEMINI_BASE_URL = outside.url;
process.env.TELEGRAM_API_ROOT = outside.url;
after(() => outside.end());

const now = new Date();
const reading = (may: Access["may"], call: Access["call"]): Access => ({ may, call });
const writing = (may: Access["may"], audit: string | null, call: Access["call"]): Access => ({
  may,
  audit,
  call,
});

const allowed = (context: Context): Context => ({ ...context, readTexts: true });

/** Makes the simulated Google accept these keys. */
async function known(...secrets: string[]): Promise<void> {
  const keys = Object.fromEntries(secrets.map((secret) => [secret, { project: secret }]));
  await outside.control("PUT", "/gemini/keys", keys);
}
/** Secrets of the shop's keys. */
const stored = ({ keyId, strayId }: Shop) => [`AQ.${keyId}`, `AQ.${strayId}`];

/** Registers the bot with the simulated Telegram under a token that is not stored. @returns the token */
async function knownBot(id: number | bigint): Promise<string> {
  const token = `${id}:AA${"x".repeat(33)}`;
  const bot = { token, username: `shop_${id}_bot`, name: "Shop" };
  // It may already be registered.
  await outside.control("POST", "/telegram/bots", bot).catch(() => undefined);
  return token;
}

const answers: Record<string, Access> = {
  // Otherwise a viewer sees them without texts (answers/read.test.ts).
  listAnswers: reading("viewAnswers", (context) => listAnswers(allowed(context), {})),
  "listAnswers of a bot": reading("viewAnswers", (context, { botId }) =>
    listAnswers(allowed(context), { botId }),
  ),
  "listAnswers with words": reading("viewAnswers", (context, { mark }) =>
    listAnswers(allowed(context), { text: mark }),
  ),
  countAnswers: reading("viewAnswers", (context) => countAnswers(context, {})),
  askerOf: reading("viewAnswers", (context) =>
    askerOf(allowed(context), "00000000-0000-4000-8000-000000000000"),
  ),
  answeringModels: reading("viewAnswers", (context) => answeringModels(context)),
  getAnswer: reading("viewAnswers", (context, { answerId }) => getAnswer(allowed(context), answerId)),
  listUnknownErrors: reading("viewChain", (context) => listUnknownErrors(context)),
  countUnknownErrors: reading("viewChain", (context) => countUnknownErrors(context)),
  classifyError: writing("classifyErrors", "error.classify", (context, { fingerprint }) =>
    classifyError(context, fingerprint, "blocked"),
  ),
  readToday: reading("viewAnalytics", (context) => readToday(context, { zone: "Asia/Tashkent", now })),
  readHealth: reading("viewBots", async (context) => {
    const { keys, limits, counts } = await readHealth(context);
    return { keys, limits, counts };
  }),
  readMatrix: reading("viewChain", (context) => readMatrix(context)),
  readBotSlots: reading("viewAnalytics", (context) =>
    readBotSlots(context, { range: "7d", zone: "UTC", botIds: null, now }),
  ),
  quotasOfProjects: reading("viewChain", (context) => quotasOfProjects(context)),
  readAnalytics: reading("viewAnalytics", (context) =>
    readAnalytics(context, { range: "7d", zone: "UTC", now }),
  ),
};

const bots: Record<string, Access> = {
  listBots: reading("viewBots", (context) => listBots(context)),
  getBot: reading("viewBots", (context, { botId }) => getBot(context, botId)),
  botNames: reading("viewAnswers", (context) => botNames(context)),
  enableBot: writing("runBots", "bot.stop", (context, { botId }) => enableBot(context, botId, false)),
  readBotFile: reading("runBots", (context, { botId }) => readBotFile(context, botId)),
  readShape: reading("viewBots", (context, { botId }) => readShape(context, botId)),
  planShape: reading("runBots", (context, { botId }) => planShape(context, botId, { groups: "off" })),
  applyShape: writing("runBots", "bot.apply", (context, { botId }) =>
    applyShape(context, botId, { groups: "off", prompt: "New.", models: null }, null),
  ),
  previewFile: reading("runBots", (context, { botId }) => previewFile(context, botId, "groups: off")),
  applyFile: writing("runBots", "bot.apply", (context, { botId }) =>
    applyFile(context, botId, "groups: off", null),
  ),
  getBotSettings: reading("viewBots", (context, { botId }) => getBotSettings(context, botId)),
  readDelivery: reading("viewBots", async (context, { botId }) => {
    const bot = { token: "100:token", username: "delivery_bot", name: "Shop" };
    await outside.control("POST", "/telegram/bots", bot).catch(() => undefined);
    return readDelivery(context, botId);
  }),
  ...botSettingsAccess,
  setAllowances: writing("runBots", "bot.allowances", (context, { botId }) =>
    setAllowances(context, botId, { person: { perDay: 5 } }),
  ),
  publishPrompt: writing("runBots", "bot.prompt", (context, { botId, mark }) =>
    publishPrompt(context, botId, { text: "New.", basedOn: mark }),
  ),
  restorePrompt: writing("runBots", "bot.prompt", async (context, { botId, mark }) => {
    const { text: _, ...rest } = await restorePrompt(context, botId, 1, mark);
    return rest;
  }),
  promptVersions: reading("viewBots", (context, { botId }) => promptVersions(context, botId)),
  promptVersion: reading("viewBots", (context, { botId }) => promptVersion(context, botId, 1)),
  addBot: writing("manageBots", "bot.add", async (context) =>
    addBot(context, await knownBot(randomInt(2 ** 40))),
  ),
  replaceToken: writing("manageBots", "bot.token", async (context, { botId }) => {
    const { telegramId } = await db.bot.findUniqueOrThrow({ where: { id: botId } });
    return replaceToken(context, botId, await knownBot(telegramId));
  }),
  removeBot: writing("manageBots", "bot.remove", (context, { botId }) => removeBot(context, botId)),
};

const keys: Record<string, Access> = {
  listKeys: reading("viewChain", (context) => listKeys(context)),
  keyNames: reading("viewChain", (context) => keyNames(context)),
  modelKeys: reading("viewChain", (context, { model }) => modelKeys(context, model)),
  paletteTargets: reading("viewAnswers", (context) => paletteTargets(context)),
  listProjects: reading("viewChain", (context) => listProjects(context)),
  listProposals: reading("viewChain", (context) => listProposals(context)),
  readSharedKeys: reading("viewChain", (context) => readSharedKeys(context)),
  readKeyUse: reading("viewChain", (context) => readKeyUse(context)),
  listQuotas: reading("viewChain", (context) => listQuotas(context)),
  modelRests: reading("viewChain", (context, { model }) => modelRests(context, [model])),
  addKeys: writing("manageKeys", "key.add", async (context, { newSecret, projectId }) => {
    await known(newSecret);
    const added = await addKeys(context, { secrets: [newSecret], project: { id: projectId } });
    return Promise.all(added.map(({ result }) => result));
  }),
  importKeys: writing("manageKeys", "key.import", (context, { newSecret }) =>
    importKeys(context, [newSecret]),
  ),
  // A check stores what Google said, not a decision of an admin: no audit row, but workers must reload.
  checkKeys: {
    ...writing("manageKeys", null, async (context, shop) => {
      await known(...stored(shop));
      return checkKeys(context, [shop.keyId]);
    }),
    raises: 1,
  },
  syncCatalogue: {
    ...writing("manageModels", null, async (context, shop) => {
      await known(...stored(shop));
      return syncCatalogue(context);
    }),
    raises: 2,
  },
  editKey: writing("manageKeys", "key.edit", (context, { strayId, mark }) =>
    editKey(context, strayId, { label: "New", enabled: true, project: { label: mark } }),
  ),
  replaceKey: writing("manageKeys", "key.replace", async (context, { keyId, newSecret }) => {
    await known(newSecret);
    return replaceKey(context, keyId, newSecret);
  }),
  orderKeys: writing("manageKeys", "key.order", (context, { keyId, strayId }) =>
    orderKeys(context, [strayId, keyId]),
  ),
  removeKey: writing("manageKeys", "key.remove", (context, { keyId }) => removeKey(context, keyId)),
  decideProject: writing("manageKeys", "project.join", (context, { keyId, strayId }) =>
    decideProject(context, { keyIds: [keyId, strayId], same: true }),
  ),
  learnProject: writing("manageKeys", "project.learn", (context, { strayId }) =>
    learnProject(context, strayId, "314"),
  ),
  "learnProject, of another number": writing("manageKeys", "project.learn", (context, { keyId }) =>
    learnProject(context, keyId, "271"),
  ),
  saveKeyUse: writing("manageKeys", "key.use", (context) =>
    saveKeyUse(context, { order: "balanced", hedging: true }),
  ),
};

const deadLetters: Record<string, Access> = {
  listDeadLetters: reading("viewAnswers", (context) => listDeadLetters(context)),
  retryDeadLetters: writing("handleConversations", "deadLetter.retry", (context, { deadIds }) =>
    retryDeadLetters(context, deadIds),
  ),
  "retryDeadLetters of all": writing("handleConversations", "deadLetter.retry", (context) =>
    retryDeadLetters(context, null),
  ),
  discardDeadLetters: writing("handleConversations", "deadLetter.discard", (context, { deadIds }) =>
    discardDeadLetters(context, deadIds),
  ),
};

const conversationOf = async ({ answerId }: Shop): Promise<string> =>
  (await db.answer.findUniqueOrThrow({ where: { id: answerId } })).conversationId;
/** After the member has taken all conversations of their tenant over. */
async function taken({ tenantId, actorId, role }: Context, shop: Shop): Promise<string> {
  const takenUntil = new Date(Date.now() + 60_000);
  if (can(role, "handleConversations"))
    await db.conversation.updateMany({ where: { tenantId }, data: { takenBy: actorId, takenUntil } });
  return conversationOf(shop);
}
/** Workers read them with each message: they are no configuration. */
const handling = (may: Access["may"], audit: string | null, call: Access["call"]): Access => ({
  ...{ may, audit, raises: 0, call },
});
const conversations: Record<string, Access> = {
  listConversations: reading("viewAnswers", (context) => listConversations(allowed(context), {})),
  "listConversations with words": reading("viewAnswers", (context, { mark }) =>
    listConversations(allowed(context), { text: mark }),
  ),
  tagsInUse: reading("viewAnswers", (context) => tagsInUse(allowed(context))),
  countWaiting: reading("viewAnswers", (context) => countWaiting(context)),
  readThread: reading("viewAnswers", async (context, shop) =>
    readThread(allowed(context), await conversationOf(shop)),
  ),
  takeOver: handling("handleConversations", "conversation.take", async (context, shop) =>
    takeOver(context, await conversationOf(shop), null),
  ),
  handBack: handling("handleConversations", "conversation.return", async (context, shop) =>
    handBack(context, await taken(context, shop)),
  ),
  sayAsOperator: handling("handleConversations", null, async (context, shop) =>
    sayAsOperator(context, {
      ...{ conversationId: await taken(context, shop), messageId: randomUUID(), text: "Salom" },
    }),
  ),
  addFilePiece: handling("handleConversations", null, (context) =>
    addFilePiece(context, { messageId: randomUUID(), position: 0, bytes: Buffer.from("x") }),
  ),
  notePerson: handling("handleConversations", "person.data.note", async (context, shop) =>
    notePerson(context, await conversationOf(shop), { note: "Salom", tags: [] }),
  ),
  noteAsOperator: handling("handleConversations", null, async (context, shop) =>
    noteAsOperator(context, {
      ...{
        conversationId: await conversationOf(shop),
        messageId: randomUUID(),
        text: "Salom",
        staffMessageId: 1,
      },
    }),
  ),
  changeSaid: handling("handleConversations", null, (context) => changeSaid(context, randomUUID(), "Salom")),
  whoHas: reading("handleConversations", async (context, shop) =>
    whoHas(context, await conversationOf(shop)),
  ),
  // With files: conversations/read-file.test.ts.
  readChatFile: reading("viewAnswers", (context, { answerId: entry }) =>
    readChatFile(allowed(context), { entry, position: 0 }, AbortSignal.timeout(60_000)).catch(
      (error: unknown) => {
        if (error instanceof AppError && error.code === "not_found") return null;
        throw error;
      },
    ),
  ),
  readSilences: reading("viewBots", (context) => readSilences(context)),
  setSilence: handling("runBots", "bot.takeover", (context, { botId }) => setSilence(context, botId, 45)),
  exportPerson: handling("managePersonData", "person.data.export", async (context, shop) =>
    exportPerson(context, await conversationOf(shop)),
  ),
  deletePerson: handling("managePersonData", "person.data.delete", async (context, shop) =>
    deletePerson(context, await conversationOf(shop)),
  ),
};

const entries = [{ model: "gemini-2.5-pro", enabled: true }];
const models: Record<string, Access> = {
  readOrder: reading("viewChain", (context) => readOrder(context, null)),
  "readOrder of a bot": reading("viewChain", (context, { botId }) => readOrder(context, botId)),
  getModels: reading("viewChain", (context) => getModels(context, null)),
  "getModels of a bot": reading("viewChain", (context, { botId }) => getModels(context, botId)),
  saveModels: writing("manageModels", "models.order", (context) =>
    saveModels(context, { botId: null, version: 1, entries }),
  ),
  "saveModels of a bot": writing("manageModels", "models.order", (context, { botId }) =>
    saveModels(context, { botId, version: 1, entries }),
  ),
  inheritModels: writing("manageModels", "models.inherit", (context) => inheritModels(context, null)),
  "inheritModels of a bot": writing("manageModels", "models.inherit", (context, { botId }) =>
    inheritModels(context, botId),
  ),
  correctedPrices: reading("viewChain", (context) => correctedPrices(context)),
  setPrice: writing("setPrices", "price.correct", (context, { model }) =>
    setPrice(context, model, { input: 3, output: 4 }),
  ),
  "setPrice, back to the list's": writing("setPrices", "price.reset", (context, { model }) =>
    setPrice(context, model, null),
  ),
};

const trial = { models: ["gemini-2.5-pro"], without: [], more: 0, schedule: null };
/** Alerts are read by workers from the rows themselves: their settings are no configuration. */
const alerting = (may: Access["may"], audit: string | null, call: Access["call"]): Access => ({
  ...{ may, audit, raises: 0, call },
});
const alerts: Record<string, Access> = {
  countOwnCauses: reading(null, countOwnCauses),
  listCauses: reading("viewAlerts", (context) => listCauses(context)),
  listWebhooks: reading("manageWebhooks", (context) => listWebhooks(context)),
  readOwnWays: reading("receiveAlerts", (context) => readOwnWays(context)),
  makeAlertLink: alerting("receiveAlerts", null, async (context, { botId }) => {
    const { url } = await makeAlertLink(context, botId);
    return url.length;
  }),
  unlinkTelegram: alerting("receiveAlerts", "alerts.unlink", (context) => unlinkTelegram(context)),
  setMail: alerting("receiveAlerts", "alerts.unlink", (context) => setMail(context, false)),
  muteKind: alerting("receiveAlerts", "alerts.mute", (context) => muteKind(context, "disk_full", true)),
  knowSignIn: alerting("viewAlerts", "alerts.known", (context, { memberId }) =>
    knowSignIn(context, memberId),
  ),
  testOwnWay: alerting("receiveAlerts", "alerts.test", async (context) => {
    const { length } = await testOwnWay(context, "mail");
    return length;
  }),
  addWebhook: alerting("manageWebhooks", "webhook.add", async (context) => {
    const { secret } = await addWebhook(context, "https://example.com/hook");
    return secret.length;
  }),
  testWebhook: alerting("manageWebhooks", "webhook.test", async (context, { wayId }) => {
    const { length } = await testWebhook(context, wayId);
    return length;
  }),
  removeWebhook: alerting("manageWebhooks", "webhook.remove", (context, { wayId }) =>
    removeWebhook(context, wayId),
  ),
};

const others: Record<string, Access> = {
  listRecord: { may: "readRecord", call: async (context) => listRecord(context, {}) },
  actorsOf: { may: "readRecord", call: async (context) => actorsOf(context) },
  visitsTo: reading(null, (context) => visitsTo(context)),
  loadHistory: reading("viewChain", (context) => loadHistory(context, now.getTime())),
  tryOut: reading("viewChain", async (context, { botId }) => {
    const { from: _, to: __, ...figures } = await tryOut(context, { ...trial, botId });
    return figures;
  }),
  pageExchanges: reading("runBots", (context, { botId }) =>
    pageExchanges(context, ownPageChat(context, botId)),
  ),
  pageState: reading("runBots", (context, { botId }) => pageState(context, ownPageChat(context, botId))),
  askInPage: writing("runBots", null, (context, { botId }) =>
    askInPage(context, { botId, text: "Salom", locale: "uz", name: "Dilnoza" }),
  ),
  readStart: reading("manageBots", (context, { botId }) => readStart(context, botId)),
  pulseOf: reading(null, (context) => pulseOf(context)),
  untilLive: reading(null, (context) => untilLive(context, 1)),
};

const templates: Record<string, Access> = {
  readTemplate: reading("viewBots", async (context) => readTemplate(context, "shop", "uz")),
  fillTemplate: writing("runBots", "bot.prompt", (context, { botId }) =>
    fillTemplate(context, botId, {
      ...{ prompt: "Sotuvchi", answers: [], products: [], names: { answers: "S", products: "N" } },
    }),
  ),
};

const table = {
  ...people,
  ...answers,
  ...bots,
  ...business,
  ...keys,
  ...models,
  ...deadLetters,
  ...conversations,
  ...staff,
  ...broadcasts,
  ...knowledge,
  ...templates,
  ...alerts,
  ...others,
};
testAccess(table);

/** These check no role: their callers do, or the platform itself calls them. */
const inner = [
  "editPieces",
  "change",
  "readsTexts",
  "authorise",
  "memberOf",
  "conditionsOf",
  "labelOfTwin",
  "requireBot",
  "storeBot",
  "importBot",
  "sayingOf",
  "subjectsOf",
  // It needs a bot that manages others: bots/creation.test.ts.
  "requestBot",
  // It leaves no tenant to look at: people/settings.test.ts.
  "removeTenant",
];

test("every function whose first parameter is a context is in the table", () => {
  const declared = /^export (?:async )?function (\w+)(?:<\w+>)?\(\s*(?:context|\{[^}]*\}): Context\b/gm;
  const names = globSync("lib/**/*.ts", { exclude: ["**/*.test.ts"] }).flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(declared)].map(([, name]) => String(name)),
  );
  assert.ok(names.length > 30);
  const tested = new Set(Object.keys(table).map((name) => name.replace(/\W.*/, "")));
  assert.deepEqual(
    names.filter((name) => !tested.has(name) && !inner.includes(name)),
    [],
  );
});
