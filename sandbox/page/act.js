// What the chosen person does in the chat.
import { byId, control, toast } from "./api.js";
import { actInBusiness } from "./business.js";
import { place, store } from "./store.js";
import { word } from "./words.js";

/** Performs an action in this chat as the chosen person. */
export async function act(what, more = {}) {
  try {
    if (store.business) await actInBusiness(what, more);
    else await control("POST", `telegram/${what}`, { ...place(word("groupTitle")), ...more });
    byId("talk").scrollTop = byId("talk").scrollHeight;
  } catch (error) {
    toast(error.message);
  }
}

/** The same with several inputs, one right after the other. */
export async function actAtOnce(what, inputs) {
  const at = place(word("groupTitle"));
  try {
    await control(
      "POST",
      `telegram/${what}`,
      inputs.map((input) => ({ ...at, ...input })),
    );
    byId("talk").scrollTop = byId("talk").scrollHeight;
  } catch (error) {
    toast(error.message);
  }
}

export async function sendText(text, more = {}) {
  await act("messages", { text, ...more });
}
