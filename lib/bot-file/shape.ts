// A bot's settings as one object: what its file has, and what the API reads and changes. Never a secret, never a person.
import { z } from "zod";
import { GroupPolicy, IntakeChoice } from "#generated/enums.ts";
import { OwnAllowances } from "../bots/allowances.ts";
import { nameFault, OWN_COMMANDS_MAX } from "../bots/own-commands.ts";
import { PROMPT_MAX } from "../bots/prompt.ts";
import { CommandInput, Languages, OwnWords } from "../bots/settings.ts";
import { textInAny } from "../bots/words.ts";
import { BusinessChoice } from "../business/settings.ts";
import { SILENCE_MAX } from "../conversations/silence.ts";
import { modelName } from "../gemini/model-name.ts";
import { KnowledgeInput } from "../knowledge/switches.ts";
import { MemoryInput } from "../memory/settings.ts";
import { locales, tongues } from "../messages/locales.ts";
import { ENTRIES_MAX } from "../models/save.ts";

const { person } = OwnAllowances.shape;
const Allowance = z.strictObject(person.unwrap().shape).optional();

const isModelName = (name: string): boolean => {
  try {
    return modelName(name) === name;
  } catch {
    return false;
  }
};

/** Names are free and given once; each has a text in some language. */
function checkCommands(commands: readonly z.infer<typeof CommandInput>[], context: z.RefinementCtx): void {
  commands.forEach((command, place) => {
    const others = commands.slice(0, place).map(({ name }) => name);
    if (nameFault(command.name, others))
      context.addIssue({ code: "custom", path: [place, "name"], message: "is taken, built in or no name" });
    for (const part of ["description", "text"] as const)
      if (textInAny(command[part], locales) === null)
        context.addIssue({ code: "custom", path: [place, part], message: "has no text in any language" });
  });
}

export const ModelEntryShape = z.strictObject({
  model: z.string().refine(isModelName, "is no name of a model"),
  enabled: z.boolean(),
});

/** What belongs to the bot alone. */
export const SettingsShape = z.strictObject({
  prompt: z.string().max(PROMPT_MAX),
  welcome: OwnWords.describe("Answers /start, in Markdown; a language without a text has the usual one"),
  atLimit: OwnWords.describe("Instead of an answer, to whoever has reached a limit"),
  languages: Languages.describe("In which the bot itself speaks"),
  defaultLanguage: z.enum(tongues).nullable().describe("Null: the workspace's"),
  voice: z.boolean().describe("A question by voice is answered by voice too"),
  rich: z.boolean().describe("Tables are Telegram's own"),
  commands: z.array(z.strictObject(CommandInput.shape)).max(OWN_COMMANDS_MAX).superRefine(checkCommands),
  groups: z.enum(GroupPolicy).describe("To which messages of a group it answers"),
  intake: z.enum(IntakeChoice).describe("How its messages arrive from Telegram"),
  memory: z.strictObject(MemoryInput.shape),
  knowledge: z.strictObject(KnowledgeInput.shape).describe("How it uses what it knows; never what that is"),
  limits: z
    .strictObject({ person: Allowance, chat: Allowance, bot: Allowance })
    .describe("What differs from the usual limits"),
  takeoverMinutes: z
    .int()
    .min(1)
    .max(SILENCE_MAX)
    .describe("Minutes of an operator's silence after which it answers again"),
  business: BusinessChoice.describe("In connected accounts' chats; minutes of a day, from Monday on"),
});
export type BotShapeSettings = z.infer<typeof SettingsShape>;

/** With the bot's own order of models; null: the workspace's. */
export const BotShape = SettingsShape.extend({
  models: z.array(ModelEntryShape).max(ENTRIES_MAX).nullable(),
});
export type BotShape = z.infer<typeof BotShape>;

export type ShapePart = keyof BotShape;
export const shapeParts = Object.keys(BotShape.shape) as ShapePart[];
