// sendMessageDraft: Bot API 9.5, its button 10.3.
import { requireOpen } from "../chats.ts";
import { showDraft } from "../drafts.ts";
import { badRequest } from "../types.ts";
import { type Call, chatOf, type Method } from "./method.ts";
import { textOf } from "./send.ts";

function sendMessageDraft(call: Call) {
  const { telegram, bot, params } = call;
  const state = chatOf(call);
  requireOpen(state);
  if (state.chat.type !== "private") throw badRequest("TEXTDRAFT_PEER_INVALID");
  const draftId = params.number("draft_id");
  if (!Number.isInteger(draftId) || draftId === 0) throw badRequest("RANDOM_ID_INVALID");
  const { text, entities } = params.text("text").trim() ? textOf(call) : { text: "", entities: [] };
  const thread = params.number("message_thread_id", 0);
  bot.flood.count(telegram.faults.flood, state.chat, "draft");
  showDraft(state, {
    ...{ draft_id: draftId, text, entities, at: Date.now() },
    ...{ can_stop: params.flag("can_stop"), keep_on_stop: params.flag("keep_on_stop"), stopped: false },
    ...(thread > 0 && { message_thread_id: thread }),
  });
  telegram.changed(bot, state.chat.id);
  return true;
}

export const draftMethods: Record<string, Method> = { sendMessageDraft };
