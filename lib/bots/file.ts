// A bot's settings as a file, without any secret.
import { recordAlone } from "../audit.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { readOrder } from "../models/list.ts";
import type { ModelEntry } from "../models/order.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { OwnAllowances } from "./allowances.ts";
import { type BotSettings, settingsFrom } from "./settings.ts";

/** Raised when a reader of older files would misunderstand it. */
const FILE_VERSION = 1;

export interface BotFile {
  botfactory: typeof FILE_VERSION;
  name: string;
  username: string;
  prompt: string;
  welcome: BotSettings["speech"]["welcome"];
  atLimit: BotSettings["speech"]["atLimit"];
  languages: BotSettings["speech"]["languages"];
  /** Null: the workspace's. */
  defaultLanguage: BotSettings["speech"]["locale"];
  /** A question by voice is answered by voice too. */
  voice: boolean;
  /** Tables are Telegram's own. */
  rich: boolean;
  commands: BotSettings["commands"];
  groups: BotSettings["groups"];
  intake: BotSettings["intake"];
  memory: BotSettings["memory"];
  knowledge: BotSettings["knowledge"];
  /** What differs from the usual limits. */
  limits: OwnAllowances;
  /** Minutes of an operator's silence after which it answers again. */
  takeoverMinutes: number;
  /** Its own order; null: the workspace's. */
  models: readonly ModelEntry[] | null;
}

/** Without an entry in the record. @throws AppError "not_found" */
export async function readBotFile(context: Context, id: string): Promise<BotFile> {
  authorise(context, "runBots");
  const { tenantId } = context;
  const bot = await tenantDb(context).bot.findFirst({
    where: { tenantId, id },
    select: {
      ...{ name: true, username: true, prompt: true, speech: true, commands: true, groups: true },
      ...{ intake: true, memory: true, knowledge: true, allowances: true, takeoverMinutes: true },
    },
  });
  if (!bot) throw new AppError("not_found");
  const order = await readOrder(context, id);
  const { speech, commands, groups, intake, memory, knowledge } = settingsFrom(bot);
  const { name, username, prompt, takeoverMinutes } = bot;
  return {
    botfactory: FILE_VERSION,
    ...{ name, username, prompt, welcome: speech.welcome, atLimit: speech.atLimit },
    ...{ languages: speech.languages, defaultLanguage: speech.locale, commands, groups, intake, memory },
    knowledge,
    ...{ voice: speech.voice, rich: speech.rich },
    limits: OwnAllowances.safeParse(bot.allowances).data ?? {},
    takeoverMinutes,
    models: order.source === "bot" ? order.entries : null,
  };
}

/** @throws AppError "not_found" */
export async function exportBot(context: Context, id: string): Promise<BotFile> {
  const file = await readBotFile(context, id);
  await recordAlone(context, { action: "bot.export", target: id, after: { username: file.username } });
  return file;
}
