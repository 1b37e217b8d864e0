// A contender: the simplest Telegraf bot, with Telegraf's own polling. Everything is in memory.
import { Telegraf } from "telegraf";
import { message } from "telegraf/filters";
import { answer, tokens } from "./simple-answer.ts";

for (const token of tokens) {
  const bot = new Telegraf(token, { telegram: { apiRoot: `${process.env.TELEGRAM_API_ROOT}/` } });
  bot.on(message("text"), (ctx) =>
    answer(
      {
        id: `${token} ${ctx.chat.id}`,
        typing: () => ctx.sendChatAction("typing"),
        send: (text) => ctx.reply(text),
        edit: (id, text) => ctx.telegram.editMessageText(ctx.chat.id, id, undefined, text),
      },
      ctx.message.text,
    ),
  );
  bot.catch((error) => console.error((error as Error).message));
  void bot.launch();
}
process.on("disconnect", () => process.exit(0));
console.log("ready");
