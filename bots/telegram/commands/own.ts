import type { Context } from "telegraf";
import { commandIn, textOfCommand } from "#lib/bots/own-commands.ts";
import { filled } from "#lib/bots/words.ts";
import { handlerContextOf } from "../handler-context.ts";
import { sayMarkdown } from "./say-markdown.ts";

/** One of the owner's own commands; any other message is a question. */
export async function own(context: Context): Promise<void> {
  const bound = handlerContextOf(context);
  const { bot, chat, locale, answer } = bound;
  const said = commandIn(context.text ?? "", bot.username);
  const command = said && bot.commands.find(({ name }) => name === said.name);
  if (!said || !command) return answer();
  const text = textOfCommand(command, locale, bot.speech.languages) ?? "";
  if (command.kind === "prompt") return answer([text, said.rest].filter(Boolean).join("\n\n"));
  await sayMarkdown(chat, filled(text, { name: context.from?.first_name ?? "" }));
}
