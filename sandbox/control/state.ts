import type { Gemini } from "../gemini/gemini.ts";
import { quotaView } from "../gemini/quota.ts";
import type { Sandbox } from "../sandbox.ts";
import { connectionOf } from "../telegram/accounts.ts";
import type { Bot } from "../telegram/bot.ts";

/** All settings and their current state. */
export const stateOf = ({ telegram, gemini, dashboard }: Sandbox) => ({
  dashboard,
  telegram: {
    bots: [...telegram.bots.values()].map(botView),
    users: [...telegram.users.values()],
    faults: telegram.faults,
    lastCall: telegram.calls.last,
  },
  gemini: {
    keys: [...gemini.keys.values()].map(({ behaviour, ...key }) => ({ ...key, ...behaviour })),
    projects: [...gemini.projects.values()].map(({ id, number, state, models }) => ({
      id,
      number,
      state,
      models: Object.fromEntries(models),
      quotas: quotasOf(gemini, id),
    })),
    models: [...gemini.models.values()].map(({ info, state, behaviour, limits }) => ({
      name: info.name,
      displayName: info.displayName,
      talks: info.supportedGenerationMethods.includes("generateContent"),
      state,
      ...behaviour,
      ...limits,
    })),
    behaviour: gemini.behaviour,
    answers: gemini.answers,
    reply: gemini.reply,
    window: gemini.window,
    locationBlocked: gemini.locationBlocked,
    lastCall: gemini.calls.last,
  },
});

export const botView = (bot: Bot) => ({
  id: bot.user.id,
  token: bot.token,
  username: bot.user.username,
  name: bot.user.first_name,
  readsGroups: bot.readsGroups,
  pending: bot.updates.pending.size,
  polling: bot.updates.polling,
  webhook: bot.webhook?.options.url ?? null,
  description: bot.profile.get("description ") ?? "",
  commands: Object.fromEntries(bot.commands),
  connections: [...bot.connections.values()].map(connectionOf),
  chats: [...bot.chats.values()].map(({ chat, shut, lastMessageId }) => ({ ...chat, shut, lastMessageId })),
});

/** Quotas of every model that the project has used or has limits for. */
function quotasOf(gemini: Gemini, id: string) {
  const project = gemini.project(id);
  const names = [...gemini.models.keys()].filter((name) => {
    const { perMinute, perDay } = gemini.limitsOf(project, name);
    return project.usage.has(name) || perMinute !== null || perDay !== null;
  });
  return Object.fromEntries(
    names.map((name) => [
      name,
      quotaView(gemini.usageOf(project, name), gemini.limitsOf(project, name), gemini.window),
    ]),
  );
}
