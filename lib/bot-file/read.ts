// A bot's settings as a file, without any secret.
import { recordAlone } from "../audit.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";
import type { BotShape } from "./shape.ts";
import { shapeFrom, shapeSelect, stampOf } from "./stored.ts";
import { FILE_VERSION, textOfFile } from "./text.ts";

export interface BotFile extends BotShape {
  botfactory: typeof FILE_VERSION;
  name: string;
  username: string;
}

/** @returns the settings, and a stamp that changes with them. @throws AppError "not_found" */
export async function readShape(
  context: Context,
  id: string,
): Promise<{ name: string; username: string; enabled: boolean; shape: BotShape; stamp: string }> {
  authorise(context, "viewBots");
  const { tenantId } = context;
  const bot = isUuid(id)
    ? await tenantDb(context).bot.findFirst({ where: { tenantId, id }, select: shapeSelect })
    : null;
  if (!bot) throw new AppError("not_found");
  const { name, username, enabled } = bot;
  const shape = shapeFrom(bot);
  return { name, username, enabled, shape, stamp: stampOf(shape) };
}

/** Without an entry in the record. @throws AppError "not_found" */
export async function readBotFile(context: Context, id: string): Promise<BotFile> {
  authorise(context, "runBots");
  const { name, username, shape } = await readShape(context, id);
  return { botfactory: FILE_VERSION, name, username, ...shape };
}

/** As YAML. @throws AppError "not_found" */
export async function exportBot(context: Context, id: string): Promise<string> {
  const file = await readBotFile(context, id);
  await recordAlone(context, { action: "bot.export", target: id, after: { username: file.username } });
  return textOfFile(file);
}
