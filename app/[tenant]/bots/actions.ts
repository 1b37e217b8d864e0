"use server";
import { z } from "zod";
import { applyShape } from "#lib/bot-file/apply.ts";
import { FILE_MAX, shapeInText } from "#lib/bot-file/text.ts";
import * as add from "#lib/bots/add.ts";
import { OwnAllowances } from "#lib/bots/allowances.ts";
import * as creation from "#lib/bots/creation.ts";
import * as edit from "#lib/bots/edit.ts";
import { PROMPT_MAX } from "#lib/bots/prompt.ts";
import {
  promptVersion,
  promptVersions,
  publishPrompt as publish,
  restorePrompt as restore,
} from "#lib/bots/prompt-versions.ts";
import { AppError } from "#lib/errors.ts";
import { untilLive } from "#lib/live-config/acks.ts";
import { tenantAction } from "../../action.ts";

const id = z.uuid();
const token = z.string().max(5_000);

// `live` in each answer settles when the workers have the change; the answer itself comes at once.

export const addBot = tenantAction({
  may: "manageBots",
  schema: z.object({ token, file: z.string().max(FILE_MAX).nullish() }),
  async handler(context, input) {
    // A file that cannot be read adds no bot.
    const shape = input.file ? shapeInText(input.file) : null;
    const { version: added, ...bot } = await add.addBot(context, input.token);
    const version = (shape && (await applyShape(context, bot.id, shape, null))) ?? added;
    return { ...bot, live: untilLive(context, version) };
  },
});

/** Null: no bot of the platform's manages others, or Telegram cannot be asked. */
export const requestBot = tenantAction({
  may: "manageBots",
  schema: z.object({}),
  handler: async (context) =>
    creation.requestBot(context).catch((error: unknown) => {
      const isNone = error instanceof AppError && /^(not_found|telegram_|bot_token_)/.test(error.code);
      if (isNone) return null;
      throw error;
    }),
});

export const enableBot = tenantAction({
  may: "runBots",
  schema: z.object({ id, enabled: z.boolean() }),
  async handler(context, input) {
    return { live: untilLive(context, await edit.enableBot(context, input.id, input.enabled)) };
  },
});

export const publishPrompt = tenantAction({
  may: "runBots",
  schema: z.object({ id, prompt: z.string().max(PROMPT_MAX), basedOn: z.string() }),
  async handler(context, { id: bot, prompt: text, basedOn }) {
    return { live: untilLive(context, await publish(context, bot, { text, basedOn })) };
  },
});

export const readPromptVersions = tenantAction({
  may: "viewBots",
  schema: z.object({ id }),
  handler: (context, { id: bot }) => promptVersions(context, bot),
});

export const readPromptVersion = tenantAction({
  may: "viewBots",
  schema: z.object({ id, number: z.int() }),
  handler: (context, { id: bot, number }) => promptVersion(context, bot, number),
});

export const restorePrompt = tenantAction({
  may: "runBots",
  schema: z.object({ id, number: z.int(), basedOn: z.string() }),
  async handler(context, { id: bot, number, basedOn }) {
    const { version, text } = await restore(context, bot, number, basedOn);
    return { text, live: untilLive(context, version) };
  },
});

export const setAllowances = tenantAction({
  may: "runBots",
  schema: z.object({ id, allowances: OwnAllowances }),
  async handler(context, { id: bot, allowances }) {
    return { live: untilLive(context, await edit.setAllowances(context, bot, allowances)) };
  },
});

export const replaceToken = tenantAction({
  may: "manageBots",
  schema: z.object({ id, token }),
  async handler(context, input) {
    return { live: untilLive(context, await edit.replaceToken(context, input.id, input.token)) };
  },
});

export const removeBot = tenantAction({
  may: "manageBots",
  schema: z.object({ id }),
  async handler(context, input) {
    return { live: untilLive(context, await edit.removeBot(context, input.id)) };
  },
});
