// What an owner sets for a bot beside its prompt: its own words, languages, commands, groups, intake. Schemas of the columns.
import { z } from "zod";
import type { GroupPolicy, IntakeChoice } from "#generated/enums.ts";
import { type KnowledgeChoice, knowledgeFrom } from "../knowledge/switches.ts";
import { type Memory, memoryFrom } from "../memory/settings.ts";
import { localeOfTongue, locales, type Tongue, tongues } from "../messages/locales.ts";
import { COMMAND_NAME_MAX, DESCRIPTION_MAX, OWN_COMMANDS_MAX, type OwnCommand } from "./own-commands.ts";
import { WORDS_MAX } from "./words.ts";

const texts = (most: number) => z.partialRecord(z.enum(locales), z.string().max(most));
export const OwnWords = texts(WORDS_MAX);

/** At least one, each once. */
export const Languages = z
  .array(z.enum(locales))
  .min(1)
  .max(locales.length)
  .refine((given) => new Set(given).size === given.length);

export const CommandInput = z.object({
  name: z.string().max(COMMAND_NAME_MAX),
  description: texts(DESCRIPTION_MAX),
  kind: z.enum(["text", "prompt"]),
  text: OwnWords,
}) satisfies z.ZodType<OwnCommand>;

/** The column Bot.speech. What cannot be read counts as not set. */
const Speech = z
  .object({
    /** Answers /start. */
    welcome: OwnWords.catch({}),
    /** Instead of "that is enough", to whoever has reached a limit. */
    atLimit: OwnWords.catch({}),
    /** In which the bot itself speaks. */
    languages: Languages.catch([...locales]),
    /** For people whose language is unknown, or none of these; null: the tenant's. */
    locale: z.enum(tongues).nullable().catch(null),
    /** A question by voice is answered by voice too, where a model in the list speaks. */
    voice: z.boolean().catch(false),
    /** Tables as Telegram's own, which some of its programs do not show (docs/telegram.md). */
    rich: z.boolean().catch(false),
  })
  .catch({ welcome: {}, atLimit: {}, languages: [...locales], locale: null, voice: false, rich: false });
export type Speech = z.infer<typeof Speech>;
/** How it answers beside plain text; both are off by default. */
export type Manner = Pick<Speech, "voice" | "rich">;

/** The column Bot.commands. */
const Commands = z.array(CommandInput).max(OWN_COMMANDS_MAX).catch([]);

export interface BotSettings {
  readonly speech: Speech;
  /** In the order of the menu. */
  readonly commands: readonly OwnCommand[];
  readonly groups: GroupPolicy;
  readonly intake: IntakeChoice;
  readonly memory: Memory;
  readonly knowledge: KnowledgeChoice;
}

export const settingsFrom = (row: {
  speech: unknown;
  commands: unknown;
  groups: GroupPolicy;
  intake: IntakeChoice;
  memory: unknown;
  knowledge: unknown;
}): BotSettings => ({
  speech: Speech.parse(row.speech),
  commands: Commands.parse(row.commands),
  groups: row.groups,
  intake: row.intake,
  memory: memoryFrom(row.memory),
  knowledge: knowledgeFrom(row.knowledge),
});

export const defaultSettings: BotSettings = settingsFrom({
  speech: {},
  commands: [],
  groups: "mention",
  intake: "automatic",
  memory: {},
  knowledge: {},
});

/** The language of people whose language is unknown, or none of the bot's. @param tenantLocale the tenant's */
export function defaultLocaleOf({ languages, locale }: Speech, tenantLocale: string): Tongue {
  if (locale && languages.includes(localeOfTongue(locale))) return locale;
  return languages.find((each) => each === tenantLocale) ?? languages[0] ?? "uz";
}
