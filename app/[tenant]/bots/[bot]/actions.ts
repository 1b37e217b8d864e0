"use server";
import { z } from "zod";
import { applyFile, previewFile } from "#lib/bot-file/preview.ts";
import { exportBot } from "#lib/bot-file/read.ts";
import { FILE_MAX } from "#lib/bot-file/text.ts";
import { CommandInput, Languages, OwnWords } from "#lib/bots/settings.ts";
import * as edit from "#lib/bots/settings-edit.ts";
import * as view from "#lib/bots/settings-view.ts";
import { untilLive } from "#lib/live-config/acks.ts";
import { MemoryInput } from "#lib/memory/settings.ts";
import { tongues } from "#lib/messages/locales.ts";
import { tenantAction } from "../../../action.ts";

const id = z.uuid();

export const setWelcome = tenantAction({
  may: "runBots",
  schema: z.object({ id, texts: OwnWords }),
  async handler(context, { id: bot, texts }) {
    return { live: untilLive(context, await edit.setWelcome(context, bot, texts)) };
  },
});

export const setAtLimit = tenantAction({
  may: "runBots",
  schema: z.object({ id, texts: OwnWords }),
  async handler(context, { id: bot, texts }) {
    return { live: untilLive(context, await edit.setAtLimit(context, bot, texts)) };
  },
});

export const setLanguages = tenantAction({
  may: "runBots",
  schema: z.object({ id, languages: Languages, locale: z.enum(tongues).nullable() }),
  async handler(context, { id: bot, ...given }) {
    return { live: untilLive(context, await edit.setLanguages(context, bot, given)) };
  },
});

export const saveCommand = tenantAction({
  may: "runBots",
  schema: z.object({ id, command: CommandInput, was: z.string().nullable() }),
  async handler(context, { id: bot, ...given }) {
    return { live: untilLive(context, await edit.saveCommand(context, bot, given)) };
  },
});

export const removeCommand = tenantAction({
  may: "runBots",
  schema: z.object({ id, name: z.string().max(32) }),
  async handler(context, { id: bot, name }) {
    return { live: untilLive(context, await edit.removeCommand(context, bot, name)) };
  },
});

export const orderCommands = tenantAction({
  may: "runBots",
  schema: z.object({ id, names: z.array(z.string().max(32)).max(100) }),
  async handler(context, { id: bot, names }) {
    return { live: untilLive(context, await edit.orderCommands(context, bot, names)) };
  },
});

export const setGroups = tenantAction({
  may: "runBots",
  schema: z.object({ id, groups: z.enum(["mention", "reply", "all", "off"]) }),
  async handler(context, { id: bot, groups }) {
    return { live: untilLive(context, await edit.setGroups(context, bot, groups)) };
  },
});

export const setManner = tenantAction({
  may: "runBots",
  schema: z.object({ id, voice: z.boolean(), rich: z.boolean() }),
  async handler(context, { id: bot, ...manner }) {
    return { live: untilLive(context, await edit.setManner(context, bot, manner)) };
  },
});

export const setMemory = tenantAction({
  may: "runBots",
  schema: MemoryInput.extend({ id }),
  async handler(context, { id: bot, ...memory }) {
    return { live: untilLive(context, await edit.setMemory(context, bot, memory)) };
  },
});

export const setIntake = tenantAction({
  may: "manageBots",
  schema: z.object({ id, intake: z.enum(["automatic", "polling", "webhook"]) }),
  async handler(context, { id: bot, intake }) {
    return { live: untilLive(context, await edit.setIntake(context, bot, intake)) };
  },
});

export const renewWebhook = tenantAction({
  may: "manageBots",
  schema: z.object({ id }),
  async handler(context, { id: bot }) {
    return { live: untilLive(context, await edit.renewWebhook(context, bot)) };
  },
});

export const readDelivery = tenantAction({
  may: "viewBots",
  schema: z.object({ id }),
  handler: (context, { id: bot }) => view.readDelivery(context, bot),
});

/** As a file's text: what a person saves is what is here. */
export const exportBotFile = tenantAction({
  may: "runBots",
  schema: z.object({ id }),
  handler: (context, { id: bot }) => exportBot(context, bot),
});

const file = z.object({ id, text: z.string().max(FILE_MAX) });

export const previewBotFile = tenantAction({
  may: "runBots",
  schema: file,
  handler: (context, { id: bot, text }) => previewFile(context, bot, text),
});

export const applyBotFile = tenantAction({
  may: "runBots",
  schema: file.extend({ stamp: z.string().max(100).nullable() }),
  async handler(context, { id: bot, text, stamp }) {
    const version = await applyFile(context, bot, text, stamp);
    return { live: version === null ? null : untilLive(context, version) };
  },
});
