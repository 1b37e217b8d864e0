// Changes of what an owner sets for a bot beside its prompt; each is live in every worker at once.
import { randomBytes } from "node:crypto";
import type { Prisma } from "#generated/client.ts";
import type { GroupPolicy, IntakeChoice } from "#generated/enums.ts";
import { type AuditEntry, change } from "../audit.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { type Memory, MemoryInput } from "../memory/settings.ts";
import { type Locale, localeOfTongue, locales, type Tongue } from "../messages/locales.ts";
import { authorise } from "../people/can.ts";
import { seal } from "../secrets.ts";
import { nameFault, OWN_COMMANDS_MAX, type OwnCommand } from "./own-commands.ts";
import {
  type BotSettings,
  CommandInput,
  Languages,
  type Manner,
  OwnWords,
  settingsFrom,
} from "./settings.ts";
import { type LocalTexts, textInAny } from "./words.ts";

type Row = Parameters<typeof settingsFrom>[0];

const asFacts = (settings: Partial<BotSettings>, parts: readonly (keyof BotSettings)[]) =>
  Object.fromEntries(parts.map((part) => [part, JSON.stringify(settings[part])]));

/** @returns the config version that contains the change. @throws AppError "not_found", or what `edit` throws */
async function editSettings(
  { context, id, action }: { context: Context; id: string; action: AuditEntry["action"] },
  edit: (now: BotSettings) => Partial<BotSettings>,
): Promise<number> {
  const { tenantId } = context;
  const { version } = await change(context, { action, target: id }, async (tx, compare) => {
    // Locked, so that two edits at once both hold.
    const [row] = await tx.$queryRaw<Row[]>`
      SELECT "speech", "commands", "groups"::text, "intake"::text, "memory", "knowledge" FROM "Bot"
      WHERE "tenantId" = ${tenantId}::uuid AND "id" = ${id}::uuid FOR NO KEY UPDATE`;
    if (!row) throw new AppError("not_found");
    const before = settingsFrom(row);
    const after = edit(before);
    const parts = Object.keys(after) as (keyof BotSettings)[];
    compare(asFacts(before, parts), asFacts(after, parts));
    const data = JSON.parse(JSON.stringify(after)) as Prisma.BotUpdateInput;
    await tx.bot.update({ where: { tenantId_id: { tenantId, id } }, data });
  });
  return version;
}

/** What is empty is left out. @throws AppError "invalid" */
function wordsFrom(given: LocalTexts, field: string): LocalTexts {
  const words = OwnWords.safeParse(given);
  if (!words.success) throw new AppError("invalid", {}, field);
  return Object.fromEntries(Object.entries(words.data).filter(([, text]) => text?.trim()));
}

/** What answers /start; a language without a text has the usual one. @throws AppError "invalid" or "not_found" */
export async function setWelcome(context: Context, id: string, given: LocalTexts): Promise<number> {
  authorise(context, "runBots");
  const welcome = wordsFrom(given, "welcome");
  return editSettings({ context, id, action: "bot.welcome" }, ({ speech }) => ({
    speech: { ...speech, welcome },
  }));
}

/** What somebody is told who has reached a limit. @throws AppError "invalid" or "not_found" */
export async function setAtLimit(context: Context, id: string, given: LocalTexts): Promise<number> {
  authorise(context, "runBots");
  const atLimit = wordsFrom(given, "atLimit");
  return editSettings({ context, id, action: "bot.atLimit" }, ({ speech }) => ({
    speech: { ...speech, atLimit },
  }));
}

/**
 * @param locale the default one; null: the tenant's
 * @throws AppError "invalid" (no language, or the default is none of them) or "not_found"
 */
export async function setLanguages(
  context: Context,
  id: string,
  { languages, locale }: { languages: readonly Locale[]; locale: Tongue | null },
): Promise<number> {
  authorise(context, "runBots");
  const spoken = Languages.safeParse(languages);
  if (!spoken.success || (locale && !spoken.data.includes(localeOfTongue(locale))))
    throw new AppError("invalid", {}, "languages");
  return editSettings({ context, id, action: "bot.languages" }, ({ speech }) => ({
    speech: { ...speech, languages: spoken.data, locale },
  }));
}

/**
 * Adds a command at the end, or replaces the one that was called `was`.
 * @throws AppError "command_name", "command_built_in", "command_taken", "command_empty" (no description or text),
 * "commands_full", "invalid" or "not_found" (the bot, or the command that is replaced)
 */
export async function saveCommand(
  context: Context,
  id: string,
  { command, was }: { command: OwnCommand; was: string | null },
): Promise<number> {
  authorise(context, "runBots");
  const parsed = CommandInput.safeParse(command);
  if (!parsed.success) throw new AppError("invalid", {}, "text");
  const { name, kind } = parsed.data;
  const description = wordsFrom(parsed.data.description, "description");
  const text = wordsFrom(parsed.data.text, "text");
  for (const [field, texts] of Object.entries({ description, text })) {
    if (textInAny(texts, locales) === null) throw new AppError("command_empty", {}, field);
  }
  return editSettings({ context, id, action: "bot.commands" }, ({ commands }) => {
    const others = commands.filter((each) => each.name !== was);
    const fault = nameFault(
      name,
      others.map((each) => each.name),
    );
    if (fault) throw new AppError(fault, { name }, "name");
    const next = { name, kind, description, text };
    if (was === null) {
      if (commands.length >= OWN_COMMANDS_MAX)
        throw new AppError("commands_full", { max: OWN_COMMANDS_MAX }, "name");
      return { commands: [...commands, next] };
    }
    if (others.length === commands.length) throw new AppError("not_found");
    return { commands: commands.map((each) => (each.name === was ? next : each)) };
  });
}

/** One that is gone already is no failure. @throws AppError "not_found" (the bot) */
export async function removeCommand(context: Context, id: string, name: string): Promise<number> {
  authorise(context, "runBots");
  return editSettings({ context, id, action: "bot.commands" }, ({ commands }) => ({
    commands: commands.filter((each) => each.name !== name),
  }));
}

/** @param names those that a colleague has added meanwhile come behind them */
export async function orderCommands(context: Context, id: string, names: readonly string[]): Promise<number> {
  authorise(context, "runBots");
  const placeOf = ({ name }: OwnCommand) => {
    const place = names.indexOf(name);
    return place < 0 ? names.length : place;
  };
  return editSettings({ context, id, action: "bot.commands" }, ({ commands }) => ({
    commands: commands.toSorted((a, b) => placeOf(a) - placeOf(b)),
  }));
}

/** @throws AppError "not_found" */
export async function setGroups(context: Context, id: string, groups: GroupPolicy): Promise<number> {
  authorise(context, "runBots");
  return editSettings({ context, id, action: "bot.groups" }, () => ({ groups }));
}

/** Whether questions by voice are answered by voice too, and tables are Telegram's own. @throws AppError "not_found" */
export async function setManner(context: Context, id: string, manner: Manner): Promise<number> {
  authorise(context, "runBots");
  const { voice, rich } = manner;
  return editSettings({ context, id, action: "bot.manner" }, ({ speech }) => ({
    speech: { ...speech, voice, rich },
  }));
}

/** What the bot remembers. @throws AppError "invalid" or "not_found" */
export async function setMemory(context: Context, id: string, given: Memory): Promise<number> {
  authorise(context, "runBots");
  const memory = MemoryInput.safeParse(given);
  if (!memory.success) throw new AppError("invalid", {}, "memory");
  return editSettings({ context, id, action: "bot.memory" }, () => ({ memory: memory.data }));
}

/** @throws AppError "not_found" */
export async function setIntake(context: Context, id: string, intake: IntakeChoice): Promise<number> {
  authorise(context, "manageBots");
  return editSettings({ context, id, action: "bot.intake" }, () => ({ intake }));
}

/** A new address and a new secret; what Telegram sends to the old ones it sends again to the new. @throws AppError "not_found" */
export async function renewWebhook(context: Context, id: string): Promise<number> {
  authorise(context, "manageBots");
  const { tenantId } = context;
  const place = { tenantId, table: "Bot", rowId: id, column: "webhookSecret" } as const;
  const data = {
    webhookPath: randomBytes(16).toString("hex"),
    webhookSecret: seal(randomBytes(32).toString("hex"), place),
  };
  const { version } = await change(context, { action: "bot.webhook", target: id }, async (tx, compare) => {
    compare(null, { address: "new", secret: "new" });
    const { count } = await tx.bot.updateMany({ where: { tenantId, id }, data });
    if (count === 0) throw new AppError("not_found");
  });
  return version;
}
