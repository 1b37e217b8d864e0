// Brings a conversation's topic up to date: makes or reopens it, writes what is missing, closes it when nobody is needed.
// What stands there is recorded after each message, so a worker that dies repeats one at most.
import { TelegramError } from "telegraf";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import type { Rendered } from "#lib/markdown/entities.ts";
import { MESSAGE_LIMIT, split } from "#lib/markdown/split.ts";
import { localeOf } from "#lib/messages/translate.ts";
import { staffWords } from "#lib/staff/words.ts";
import type { Claim } from "../../queue/claims.ts";
import { isBotFault } from "../../telegram/call.ts";
import {
  ChatClosed,
  type ChatHandle,
  callChat,
  hasCaption,
  MessageRefused,
  NO_PREVIEW,
  sendFile,
  sendText,
  withdraw,
} from "../../telegram/send.ts";
import { takingBack } from "../take-back.ts";
import type { UnpostedEntry } from "./entries.ts";
import { joined, nameOf, type Post, postsOf } from "./lines.ts";
import {
  forgetThread,
  keepClosed,
  keepPosts,
  keepThread,
  keepTrouble,
  type PersonTopic,
  takeTopic,
} from "./topics.ts";

export interface StaffTurn {
  claim: Claim;
  bot: BotConfig;
  chat: ChatHandle;
}

/** Characters of Telegram's limit for a topic's name. */
const NAME_MAX = 128;
/** The topic was deleted by hand. */
const GONE = /message thread not found|TOPIC_DELETED|TOPIC_ID_INVALID|thread_id_invalid/i;
const CLOSED = /TOPIC_CLOSED/i;
const AS_IT_IS = /TOPIC_NOT_MODIFIED/i;

const refused = (error: unknown): error is Error =>
  error instanceof ChatClosed ||
  error instanceof MessageRefused ||
  (error instanceof TelegramError && !isBotFault(error));
/** Telegram's words. */
const wordsOf = (error: Error) => (error instanceof TelegramError ? error.description : error.message);

/** Writes into one topic. */
class TopicWriter {
  readonly #turn: StaffTurn;
  readonly #topic: PersonTopic;
  readonly #t: ReturnType<typeof staffWords>;
  /** Whether this turn has made the topic: if that is gone too, something else is wrong. */
  isNew = false;

  constructor(turn: StaffTurn, topic: PersonTopic) {
    this.#turn = turn;
    this.#topic = topic;
    this.#t = staffWords(localeOf(turn.bot.locale));
  }

  get #chat(): ChatHandle {
    return { ...this.#turn.chat, threadId: this.#topic.threadId ?? 0 };
  }

  #held(isHeld: boolean): void {
    if (!isHeld) throw new Error("The lane was lost, or the topic is gone.");
  }

  async bring(): Promise<void> {
    const topic = this.#topic;
    if (topic.needed && topic.threadId === null) await this.#make();
    if (topic.threadId === null) return this.#close();
    if (topic.needed && topic.isClosed) await this.#reopen();
    if (topic.needed || !topic.isClosed) await this.#write();
    if (!topic.needed && !topic.isClosed) await this.#end();
  }

  async #make(): Promise<void> {
    const { claim, chat } = this.#turn;
    const topic = this.#topic;
    const { account, username } = topic;
    const name = [nameOf(topic, this.#t), username && `@${username}`, account && `→ ${account}`]
      .filter(Boolean)
      .join(" ");
    const made = await callChat<{ message_thread_id: number }>(chat, "createForumTopic", {
      name: [...name].slice(0, NAME_MAX / 2).join(""),
    });
    topic.threadId = made.message_thread_id;
    topic.isClosed = false;
    this.isNew = true;
    this.#held(
      await keepThread(claim, chat.signal, {
        conversationId: topic.conversationId,
        threadId: topic.threadId,
      }),
    );
    const whose = account === null ? "" : `🏪 ${this.#t("message.asAccount", { name: account })}\n\n`;
    await sendText(this.#chat, { text: whose + this.#t("message.opened"), entities: [] });
  }

  async #reopen(): Promise<void> {
    await this.#set("reopenForumTopic");
    this.#topic.isClosed = false;
    await this.#close(false);
  }

  async #end(): Promise<void> {
    const last = this.#topic.entries.at(-1);
    const isSaid = last?.kind === "message" && last.of === "returned";
    const { owner } = this.#topic;
    const words = owner === null ? this.#t("message.again") : this.#t("message.ownerHas", { name: owner });
    if (!isSaid) await sendText(this.#chat, { text: `↩️ ${words}`, entities: [] });
    await this.#set("closeForumTopic");
    await this.#close();
  }

  async #close(closed = true): Promise<void> {
    const { claim, chat } = this.#turn;
    this.#held(await keepClosed(claim, chat.signal, this.#topic.conversationId, closed));
  }

  async #set(method: "reopenForumTopic" | "closeForumTopic"): Promise<void> {
    const { threadId } = this.#topic;
    await callChat(this.#turn.chat, method, { message_thread_id: threadId }).catch((error: unknown) => {
      if (!(error instanceof TelegramError && AS_IT_IS.test(error.description))) throw error;
    });
  }

  /** Texts go together as far as they fit into a message: Telegram allows a group twenty in a minute. */
  async #write(): Promise<void> {
    const name = nameOf(this.#topic, this.#t);
    let text: Rendered | null = null;
    let entries: UnpostedEntry[] = [];
    const flush = async () => {
      if (text) await this.#say(text, entries);
      [text, entries] = [null, []];
    };
    for (const entry of this.#topic.entries) {
      const posts = postsOf(entry, name, this.#t);
      for (const [i, post] of posts.entries()) {
        const isLast = i === posts.length - 1;
        if ("file" in post) {
          await flush();
          await this.#sendFile(post, isLast ? [entry] : []);
          continue;
        }
        if (text && (text as Rendered).text.length + post.text.text.length + 2 > MESSAGE_LIMIT) await flush();
        text = text ? joined(text, post.text) : post.text;
        if (isLast) entries.push(entry);
      }
    }
    await flush();
  }

  async #say(text: Rendered, entries: readonly UnpostedEntry[]): Promise<void> {
    let last = 0;
    for (const part of split(text)) last = await sendText(this.#chat, part, NO_PREVIEW);
    await this.#keep(last, entries);
  }

  async #sendFile(
    { file }: Extract<Post, { file: unknown }>,
    entries: readonly UnpostedEntry[],
  ): Promise<void> {
    const { kind, fileId, name, caption } = file;
    const plain = {
      text: hasCaption(kind) ? `${caption} ${this.#t("post.file", { kind })}` : caption,
      entities: [],
    };
    if (!hasCaption(kind)) await sendText(this.#chat, plain);
    const sent = await sendFile(this.#chat, { kind, content: fileId, name: name ?? kind, caption }).catch(
      async (error: unknown) => {
        // The file is gone, or not to be passed on: what was said of it still stands there.
        if (!(error instanceof TelegramError) || isBotFault(error) || GONE.test(error.description))
          throw error;
        return { messageId: hasCaption(kind) ? await sendText(this.#chat, plain) : 0 };
      },
    );
    await this.#keep(sent.messageId, entries);
  }

  async #keep(telegramId: number, entries: readonly UnpostedEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const { claim, chat } = this.#turn;
    const posts = entries.map((entry) => ({ entry, telegramId }));
    const isKept = await keepPosts(claim, chat.signal, this.#topic.conversationId, posts).catch(
      takingBack(chat, telegramId),
    );
    // Whoever has the lane now writes its own.
    if (!isKept) await withdraw(chat, telegramId);
    this.#held(isKept);
  }
}

/** What Telegram refuses is noted for the dashboard, or done anew; only what the next try may mend is thrown. */
export async function bringTopicUpToDate(turn: StaffTurn, conversationId: string): Promise<void> {
  const { claim, chat } = turn;
  const topic = await takeTopic(claim, conversationId);
  if (topic?.chatId !== claim.chatId) return;
  const writer = new TopicWriter(turn, topic);
  try {
    await writer.bring();
    await keepTrouble(claim, claim.chatId, null);
  } catch (error) {
    if (!refused(error)) throw error;
    const words = wordsOf(error);
    if (GONE.test(words) && !writer.isNew) await forgetThread(claim, chat.signal, conversationId);
    else if (CLOSED.test(words)) await keepClosed(claim, chat.signal, conversationId, true);
    else await keepTrouble(claim, claim.chatId, words);
  }
}
