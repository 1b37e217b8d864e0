// Role and tenant isolation of every function that takes a context. A new function needs a new entry.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import test, { after } from "node:test";
import { type Access, testAccess } from "#test/access.ts";
import type { Shop } from "#test/builders.ts";
import { startSandbox } from "#test/processes.ts";
import { makeAlertLink } from "./alerts/links.ts";
import { listCauses, listWebhooks, readOwnWays } from "./alerts/list.ts";
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
import { answeringModels, listAnswers } from "./answers/list.ts";
import { getAnswer } from "./answers/trace.ts";
import { classifyError, countUnknownErrors, listUnknownErrors } from "./answers/unknown-errors.ts";
import { addBot } from "./bots/add.ts";
import { enableBot, removeBot, replaceToken, setAllowances, setPrompt } from "./bots/edit.ts";
import { getBot, listBots } from "./bots/list.ts";
import { botNames } from "./bots/names.ts";
import { listQuotas } from "./chain-state/forecasts.ts";
import { modelRests } from "./chain-state/resting.ts";
import type { Context } from "./context.ts";
import { db } from "./db.ts";
import { discardDeadLetters, retryDeadLetters } from "./dead-letters/decide.ts";
import { listDeadLetters } from "./dead-letters/list.ts";
import { addKeys, importKeys } from "./keys/add.ts";
import { checkKeys } from "./keys/check.ts";
import { editKey, orderKeys, removeKey, replaceKey } from "./keys/edit.ts";
import { listKeys } from "./keys/list.ts";
import { keyNames } from "./keys/names.ts";
import { decideProject, listProposals } from "./keys/project-proposals.ts";
import { learnProject, listProjects } from "./keys/projects.ts";
import { syncCatalogue } from "./keys/sync-models.ts";
import { readKeyUse, saveKeyUse } from "./keys/use.ts";
import { untilLive } from "./live-config/acks.ts";
import { pulseOf } from "./live-config/pulse.ts";
import { getModels, readOrder } from "./models/list.ts";
import { inheritModels, saveModels } from "./models/save.ts";
import { invite, listInvitations, revokeInvitation } from "./people/invitations.ts";
import {
  allowTexts,
  demandSecondFactor,
  endMemberSessions,
  memberSessions,
  readTeam,
  removeMember,
  setRole,
} from "./people/members.ts";
import { sendResetLink } from "./people/reset-links.ts";
import { correctedPrices, setPrice } from "./prices/corrections.ts";
import { listRecord } from "./record/list.ts";
import { loadHistory } from "./replay/recorded.ts";
import { tryOut } from "./replay/try.ts";

const outside = await startSandbox();
process.env.GEMINI_BASE_URL = outside.url;
process.env.TELEGRAM_API_ROOT = outside.url;
after(() => outside.end());

const now = new Date();
const reading = (call: Access["call"]): Access => ({ least: "viewer", call });
const operating = (audit: string, call: Access["call"]): Access => ({ least: "operator", audit, call });
const administering = (audit: string | null, call: Access["call"]): Access => ({
  least: "admin",
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
  listAnswers: reading((context) => listAnswers(allowed(context), {})),
  "listAnswers of a bot": reading((context, { botId }) => listAnswers(allowed(context), { botId })),
  answeringModels: reading((context) => answeringModels(context)),
  getAnswer: reading((context, { answerId }) => getAnswer(allowed(context), answerId)),
  listUnknownErrors: reading((context) => listUnknownErrors(context)),
  countUnknownErrors: reading((context) => countUnknownErrors(context)),
  classifyError: administering("error.classify", (context, { fingerprint }) =>
    classifyError(context, fingerprint, "blocked"),
  ),
  readAnalytics: reading((context) => readAnalytics(context, { range: "7d", zone: "UTC", now })),
};

const bots: Record<string, Access> = {
  listBots: reading((context) => listBots(context)),
  getBot: reading((context, { botId }) => getBot(context, botId)),
  botNames: reading((context) => botNames(context)),
  enableBot: administering("bot.stop", (context, { botId }) => enableBot(context, botId, false)),
  setAllowances: administering("bot.allowances", (context, { botId }) =>
    setAllowances(context, botId, { person: { perDay: 5 } }),
  ),
  setPrompt: administering("bot.prompt", (context, { botId, mark }) =>
    setPrompt(context, botId, "New.", mark),
  ),
  addBot: administering("bot.add", async (context) => addBot(context, await knownBot(randomInt(2 ** 40)))),
  replaceToken: administering("bot.token", async (context, { botId }) => {
    const { telegramId } = await db.bot.findUniqueOrThrow({ where: { id: botId } });
    return replaceToken(context, botId, await knownBot(telegramId));
  }),
  removeBot: administering("bot.remove", (context, { botId }) => removeBot(context, botId)),
};

const keys: Record<string, Access> = {
  listKeys: reading((context) => listKeys(context)),
  keyNames: reading((context) => keyNames(context)),
  listProjects: reading((context) => listProjects(context)),
  listProposals: reading((context) => listProposals(context)),
  readKeyUse: reading((context) => readKeyUse(context)),
  listQuotas: reading((context) => listQuotas(context)),
  modelRests: reading((context, { model }) => modelRests(context, [model])),
  addKeys: administering("key.add", async (context, { newSecret, projectId }) => {
    await known(newSecret);
    const added = await addKeys(context, { secrets: [newSecret], project: { id: projectId } });
    return Promise.all(added.map(({ result }) => result));
  }),
  importKeys: administering("key.import", (context, { newSecret }) => importKeys(context, [newSecret])),
  // A check stores what Google said, not a decision of an admin: no audit row, but workers must reload.
  checkKeys: {
    ...administering(null, async (context, shop) => {
      await known(...stored(shop));
      return checkKeys(context, [shop.keyId]);
    }),
    raises: 1,
  },
  syncCatalogue: {
    ...administering(null, async (context, shop) => {
      await known(...stored(shop));
      return syncCatalogue(context);
    }),
    raises: 2,
  },
  editKey: administering("key.edit", (context, { strayId, mark }) =>
    editKey(context, strayId, { label: "New", enabled: true, project: { label: mark } }),
  ),
  replaceKey: administering("key.replace", async (context, { keyId, newSecret }) => {
    await known(newSecret);
    return replaceKey(context, keyId, newSecret);
  }),
  orderKeys: administering("key.order", (context, { keyId, strayId }) =>
    orderKeys(context, [strayId, keyId]),
  ),
  removeKey: administering("key.remove", (context, { keyId }) => removeKey(context, keyId)),
  decideProject: administering("project.join", (context, { keyId, strayId }) =>
    decideProject(context, { keyIds: [keyId, strayId], same: true }),
  ),
  learnProject: administering("project.learn", (context, { strayId }) =>
    learnProject(context, strayId, "314"),
  ),
  "learnProject, of another number": administering("project.learn", (context, { keyId }) =>
    learnProject(context, keyId, "271"),
  ),
  saveKeyUse: administering("key.use", (context) =>
    saveKeyUse(context, { order: "balanced", hedging: true }),
  ),
};

const deadLetters: Record<string, Access> = {
  listDeadLetters: reading((context) => listDeadLetters(context)),
  retryDeadLetters: operating("deadLetter.retry", (context, { deadIds }) =>
    retryDeadLetters(context, deadIds),
  ),
  "retryDeadLetters of all": operating("deadLetter.retry", (context) => retryDeadLetters(context, null)),
  discardDeadLetters: operating("deadLetter.discard", (context, { deadIds }) =>
    discardDeadLetters(context, deadIds),
  ),
};

const entries = [{ model: "gemini-2.5-pro", enabled: true }];
const models: Record<string, Access> = {
  readOrder: reading((context) => readOrder(context, null)),
  "readOrder of a bot": reading((context, { botId }) => readOrder(context, botId)),
  getModels: reading((context) => getModels(context, null)),
  "getModels of a bot": reading((context, { botId }) => getModels(context, botId)),
  saveModels: administering("models.order", (context) =>
    saveModels(context, { botId: null, version: 1, entries }),
  ),
  "saveModels of a bot": administering("models.order", (context, { botId }) =>
    saveModels(context, { botId, version: 1, entries }),
  ),
  inheritModels: administering("models.inherit", (context) => inheritModels(context, null)),
  "inheritModels of a bot": administering("models.inherit", (context, { botId }) =>
    inheritModels(context, botId),
  ),
  correctedPrices: reading((context) => correctedPrices(context)),
  setPrice: administering("price.correct", (context, { model }) =>
    setPrice(context, model, { input: 3, output: 4 }),
  ),
  "setPrice, back to the list's": administering("price.reset", (context, { model }) =>
    setPrice(context, model, null),
  ),
};

const trial = { models: ["gemini-2.5-pro"], without: [], more: 0, schedule: null };
/** Alerts are read by workers from the rows themselves: their settings are no configuration. */
const alerting = (least: Access["least"], audit: string | null, call: Access["call"]): Access => ({
  ...{ least, audit, raises: 0, call },
});
const alerts: Record<string, Access> = {
  listCauses: reading((context) => listCauses(context)),
  listWebhooks: { least: "admin", call: (context) => listWebhooks(context) },
  readOwnWays: { least: "operator", call: (context) => readOwnWays(context) },
  makeAlertLink: alerting("operator", null, async (context, { botId }) => {
    const { url } = await makeAlertLink(context, botId);
    return url.length;
  }),
  unlinkTelegram: alerting("operator", "alerts.unlink", (context) => unlinkTelegram(context)),
  setMail: alerting("operator", "alerts.unlink", (context) => setMail(context, false)),
  muteKind: alerting("operator", "alerts.mute", (context) => muteKind(context, "disk_full", true)),
  knowSignIn: alerting("viewer", "alerts.known", (context, { memberId }) => knowSignIn(context, memberId)),
  testOwnWay: alerting("operator", "alerts.test", (context) => testOwnWay(context, "mail")),
  addWebhook: alerting("admin", "webhook.add", async (context) => {
    const { secret } = await addWebhook(context, "https://example.com/hook");
    return secret.length;
  }),
  testWebhook: alerting("admin", "webhook.test", (context, { wayId }) => testWebhook(context, wayId)),
  removeWebhook: alerting("admin", "webhook.remove", (context, { wayId }) => removeWebhook(context, wayId)),
};

const others: Record<string, Access> = {
  listRecord: { least: "admin", call: async (context) => listRecord(context, {}) },
  loadHistory: reading((context) => loadHistory(context, now.getTime())),
  tryOut: reading(async (context, { botId }) => {
    const { from: _, to: __, ...figures } = await tryOut(context, { ...trial, botId });
    return figures;
  }),
  pulseOf: reading((context) => pulseOf(context)),
  untilLive: reading((context) => untilLive(context, 1)),
};

const owning = (audit: string, call: Access["call"]): Access => ({ least: "owner", audit, raises: 0, call });
const helping = (audit: string, call: Access["call"]): Access => ({ least: "admin", audit, raises: 0, call });
const people: Record<string, Access> = {
  readTeam: reading((context) => readTeam(context)),
  listInvitations: { least: "owner", call: (context) => listInvitations(context) },
  invite: owning("invitation.add", async (context, { mark }) => {
    const { mailed } = await invite(context, { email: `new-${mark}@example.com`, role: "admin" });
    return mailed;
  }),
  revokeInvitation: owning("invitation.remove", (context, { invitationId }) =>
    revokeInvitation(context, invitationId),
  ),
  setRole: owning("member.role", (context, { memberId }) => setRole(context, memberId, "admin")),
  removeMember: owning("member.remove", (context, { memberId }) => removeMember(context, memberId)),
  allowTexts: owning("member.texts", (context, { memberId }) => allowTexts(context, memberId, true)),
  demandSecondFactor: owning("tenant.secondFactor", (context) => demandSecondFactor(context, true)),
  memberSessions: { least: "admin", call: (context, { memberId }) => memberSessions(context, memberId) },
  endMemberSessions: helping("member.signOut", (context, { memberId }) =>
    endMemberSessions(context, memberId, null),
  ),
  sendResetLink: helping("member.resetLink", async (context, { memberId }) => {
    const { mailed } = await sendResetLink(context, memberId);
    return mailed;
  }),
};

const table = { ...people, ...answers, ...bots, ...keys, ...models, ...deadLetters, ...alerts, ...others };
testAccess(table);

/** These check no role: their callers do, or the platform itself calls them. */
const inner = ["change", "readsTexts", "authorise", "labelOfTwin", "requireBot", "storeBot", "importBot"];

test("every function whose first parameter is a context is in the table", () => {
  const declared = /^export (?:async )?function (\w+)(?:<\w+>)?\(\s*(?:context|\{[^}]*\}): Context\b/gm;
  const names = globSync("lib/**/*.ts", { exclude: ["**/*.test.ts"] }).flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(declared)].map(([, name]) => name!),
  );
  assert.ok(names.length > 30);
  const tested = new Set(Object.keys(table).map((name) => /^\w+/.exec(name)![0]));
  assert.deepEqual(
    names.filter((name) => !tested.has(name) && !inner.includes(name)),
    [],
  );
});
