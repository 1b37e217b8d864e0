// The Bot API's types as far as the sandbox implements them, and the sandbox's own state of bots and chats.

export interface User {
  id: number;
  is_bot: boolean;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code?: string;
}

export interface Chat {
  id: number;
  type: "private" | "group" | "supergroup";
  title?: string;
  first_name?: string;
  last_name?: string;
  username?: string;
  is_forum?: boolean;
}

export interface Entity {
  type: string;
  offset: number;
  length: number;
  url?: string;
  language?: string;
  user?: User;
  custom_emoji_id?: string;
}

export interface Message {
  message_id: number;
  date: number;
  chat: Chat;
  from?: User;
  edit_date?: number;
  text?: string;
  entities?: Entity[];
  caption?: string;
  caption_entities?: Entity[];
  reply_to_message?: Message;
  reply_markup?: unknown;
  message_thread_id?: number;
  is_topic_message?: boolean;
  [content: string]: unknown;
}

export interface Update {
  update_id: number;
  [kind: string]: unknown;
}

export interface StoredFile {
  id: string;
  uniqueId: string;
  path: string;
  mimeType: string;
  data: Buffer;
}

export interface BotCommand {
  command: string;
  description: string;
}

/** An earlier version of an edited message. */
interface Version {
  at: number;
  text: string;
}

export interface StoredMessage {
  message: Message;
  /** True if the bot sent it. */
  out: boolean;
  edits: number;
  /** The last 30 earlier versions. */
  history: Version[];
  /** Emoji that each person, by id, has put on it. */
  reactions?: Map<number, string[]>;
}

export interface LiveDraft {
  draft_id: number;
  text: string;
  entities: Entity[];
  message_thread_id?: number;
  can_stop: boolean;
  keep_on_stop: boolean;
  /** The person has pressed its button. */
  stopped: boolean;
  /** Kept only so that nothing more of it is shown. */
  isGone?: boolean;
  at: number;
}

export interface Topic {
  name: string;
  closed: boolean;
}

/** What a bot may do in a group. An administrator receives every message and reaction. */
export interface Rights {
  status: "member" | "administrator";
  can_manage_topics?: boolean;
  can_delete_messages?: boolean;
}

/** Why the bot cannot write to a chat. */
export type Shut = "blocked" | "kicked" | "deactivated";

/** One chat as one bot sees it; message ids count up from 1. */
export interface ChatState {
  chat: Chat;
  shut: Shut | null;
  lastMessageId: number;
  messages: Map<number, StoredMessage>;
  drafts: Map<string, LiveDraft>;
  action: { action: string; until: number } | null;
  /** Of a forum, by message_thread_id. */
  topics?: Map<number, Topic>;
  rights?: Rights;
  /** People who are administrators of the group. */
  admins?: Set<number>;
  /** The supergroup that the group has become. */
  movedTo?: number;
}

/** Names of Telegram's BusinessBotRights that are given. */
type BusinessRights = Record<string, true>;

/** One account's connection to one bot. */
export interface BusinessAccount {
  id: string;
  user: User;
  /** Seconds since 1970. */
  date: number;
  rights: BusinessRights;
  is_enabled: boolean;
  /** By the other person's id; independent of the bot's own chat with that person. */
  chats: Map<number, ChatState>;
}

/** An error as the Bot API words it; `parameters` holds retry_after and the like. */
export class TelegramError extends Error {
  readonly code: number;
  readonly parameters: Record<string, unknown> | undefined;

  constructor(code: number, description: string, parameters?: Record<string, unknown>) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}

export const badRequest = (what: string) => new TelegramError(400, `Bad Request: ${what}`);
