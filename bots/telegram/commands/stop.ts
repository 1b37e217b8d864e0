import type { Context } from "telegraf";
import { handlerContextOf } from "../handler-context.ts";
import { sendText } from "../send.ts";

/** /stop: the answer under way was ended when the command came (ask.ts); this is its turn to be confirmed. */
export async function stop(context: Context): Promise<void> {
  const { chat, say } = handlerContextOf(context);
  await sendText(chat, { text: say("stopped"), entities: [] });
}
