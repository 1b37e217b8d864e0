// The owner's own commands beside the built-in ones. Pure, and without a schema: the form in the browser uses it.
import type { Locale, Tongue } from "../messages/locales.ts";
import { type LocalTexts, textInAny } from "./words.ts";

export interface OwnCommand {
  /** Without the slash. */
  readonly name: string;
  /** For the menu. */
  readonly description: LocalTexts;
  /** `text`: it is the answer; `prompt`: the model is asked with it. */
  readonly kind: "text" | "prompt";
  readonly text: LocalTexts;
}

/** The commands of every bot, in the order of the menu. */
export const builtInCommands = ["start", "help", "new", "stop", "language", "privacy"] as const;
/** In the menu only of a bot whose staff has a group. */
export const STAFF_COMMAND = "operator";
/** Answered too, but in no menu. */
const hidden = ["stop_alerts", "subscribe", "unsubscribe", "groupmode"];

// Telegram's limits (setMyCommands); the built-in commands count too.
export const OWN_COMMANDS_MAX = 100 - builtInCommands.length - 1;
export const COMMAND_NAME_MAX = 32;
export const DESCRIPTION_MAX = 256;

export type CommandFault = "command_name" | "command_built_in" | "command_taken";

/** @param others names of the bot's other commands @returns null: it may be called so */
export function nameFault(name: string, others: readonly string[]): CommandFault | null {
  if (!new RegExp(`^[a-z0-9_]{1,${COMMAND_NAME_MAX}}$`).test(name)) return "command_name";
  if ([...builtInCommands, STAFF_COMMAND, ...hidden].includes(name)) return "command_built_in";
  return others.includes(name) ? "command_taken" : null;
}

/**
 * The command that a message's text begins with.
 * @param username the bot's own; a command for another bot is none
 */
export function commandIn(text: string, username: string): { name: string; rest: string } | null {
  const [, name, whom, rest = ""] = /^\/(\w+)(?:@(\w+))?(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  if (!name || (whom && whom.toLowerCase() !== username.toLowerCase())) return null;
  return { name: name.toLowerCase(), rest: rest.trim() };
}

/** What it says or asks, in the language or else in another one; null: nothing. */
export const textOfCommand = ({ text }: OwnCommand, tongue: Tongue, languages: readonly Locale[]) =>
  textInAny(text, [tongue, ...languages]);

export const descriptionOf = (
  { name, description }: OwnCommand,
  tongue: Tongue,
  languages: readonly Locale[],
) => (textInAny(description, [tongue, ...languages]) ?? name).slice(0, DESCRIPTION_MAX);
