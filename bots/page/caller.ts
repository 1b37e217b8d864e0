// What a turn says in a page instead of Telegram: the calls of the Bot API that a private chat of text needs.
import type { Rendered } from "#lib/markdown/entities.ts";
import type { PageChat } from "#lib/page-chat/place.ts";
import { PIECE, tellPage } from "#lib/page-chat/tell.ts";
import type { Caller } from "../telegram/call.ts";
import { DraftChats } from "../telegram/draft-chats.ts";
import type { ChatHandle } from "../telegram/send.ts";

/** No limits of Telegram's. */
const pacer: ChatHandle["pacer"] = {
  begin: () => () => undefined,
  free: () => true,
  isHeld: () => false,
  turn: async () => undefined,
  block: () => undefined,
  hold: () => undefined,
  drafts: new DraftChats(),
};

/** For everything but the answer, which has a display of its own (reply.ts). */
export function pageCaller(chat: PageChat): Pick<ChatHandle, "telegram" | "pacer"> {
  let newest = 0;
  async function callApi(method: string, payload: object): Promise<unknown> {
    if (method !== "sendMessage") return true;
    const { text } = payload as Rendered;
    await tellPage(chat, [{ kind: "note", text: text.slice(0, PIECE) }]);
    return { message_id: ++newest };
  }
  return { telegram: { callApi: callApi as Caller["callApi"], token: "" }, pacer };
}
