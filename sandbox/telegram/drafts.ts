// Drafts of a message that a bot is writing, in a private chat: a preview that nobody stores (core.telegram.org/api/bots/ai).
import type { ChatState, LiveDraft } from "./types.ts";

const draftMs = 30_000;

/** A draft is told from others by its number and its topic. */
const nameOf = ({ draft_id, message_thread_id = 0 }: Pick<LiveDraft, "draft_id" | "message_thread_id">) =>
  `${message_thread_id} ${draft_id}`;

/** Without those that have ended by themselves. */
export function draftsOf(state: ChatState, now = Date.now()): LiveDraft[] {
  for (const [name, draft] of state.drafts) if (draft.at + draftMs < now) state.drafts.delete(name);
  return [...state.drafts.values()].filter(({ isGone }) => !isGone);
}

/** Changes to one with the same number are animated. Once a person has stopped it, nothing of it is shown any more. */
export function showDraft(state: ChatState, draft: LiveDraft): void {
  const before = state.drafts.get(nameOf(draft));
  if (before?.stopped) before.at = draft.at;
  else state.drafts.set(nameOf(draft), draft);
}

/** The person presses the draft's button. @throws Error unless it has one */
export function stopDraft(state: ChatState, which: Pick<LiveDraft, "draft_id" | "message_thread_id">): void {
  const draft = draftsOf(state).find((each) => nameOf(each) === nameOf(which));
  if (!draft?.can_stop || draft.stopped) throw new Error(`There is no draft ${nameOf(which)} to stop.`);
  Object.assign(draft, { stopped: true, isGone: !draft.keep_on_stop });
}

/** A message of the bot takes the place of the drafts in its topic. */
export function endDrafts(state: ChatState, topic = 0): void {
  for (const draft of state.drafts.values())
    if ((draft.message_thread_id ?? 0) === topic) {
      if (draft.stopped) draft.isGone = true;
      else state.drafts.delete(nameOf(draft));
    }
}
