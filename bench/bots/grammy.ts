// A contender: a grammY bot with its runner, concurrent, in order within each chat. Everything is in memory.
import { run, sequentialize } from "@grammyjs/runner";
import { Bot } from "grammy";
import { answer, tokens } from "./simple-answer.ts";

for (const token of tokens) {
  const bot = new Bot(token, { client: { apiRoot: process.env.TELEGRAM_API_ROOT ?? "" } });
  bot.use(sequentialize((ctx) => String(ctx.chat?.id)));
  bot.on("message:text", (ctx) =>
    answer(
      {
        id: `${token} ${ctx.chat.id}`,
        typing: () => ctx.replyWithChatAction("typing"),
        send: (text) => ctx.reply(text),
        edit: (id, text) => ctx.api.editMessageText(ctx.chat.id, id, text),
      },
      ctx.message.text,
    ),
  );
  bot.catch(({ message }) => console.error(message));
  run(bot);
}
process.on("disconnect", () => process.exit(0));
console.log("ready");
