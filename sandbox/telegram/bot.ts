import { createHash } from "node:crypto";
import { Flood } from "./flood.ts";
import type { BotCommand, BusinessAccount, ChatState, User } from "./types.ts";
import { Updates } from "./updates.ts";
import type { Webhook } from "./webhook.ts";

export interface BotInput {
  token: string;
  username: string;
  name: string;
  /** True if privacy mode is off: the bot receives every message of its groups. */
  readsGroups?: boolean;
  /** True if people may create bots that it manages. */
  managesBots?: boolean;
  /** Of a bot that another one manages: the ids of that bot and of the person who created it. */
  managedBy?: Managed | null;
  description?: string;
}

interface Managed {
  manager: number;
  owner: number;
}

/** A callback query; `answer` is null until the bot answers it. */
export interface CallbackQuery {
  answer: { text?: string; show_alert?: boolean } | null;
}

export type KeptBot = ReturnType<Bot["kept"]>;

/** One bot: its profile, updates and chats. */
export class Bot {
  readonly token: string;
  readonly user: User & { username: string };
  readonly updates: Updates;
  readonly flood = new Flood();
  readonly chats: Map<number, ChatState>;
  /** Accounts of people that it is connected to, by the connection's id. */
  readonly connections: Map<string, BusinessAccount>;
  readonly commands = new Map<string, BotCommand[]>();
  readonly profile = new Map<string, string>();
  readonly callbackQueries = new Map<string, CallbackQuery>();
  readsGroups: boolean;
  managesBots: boolean;
  managedBy: Managed | null;
  webhook: Webhook | null = null;

  /** @param before the same bot under a token that was revoked: it keeps its chats and updates */
  constructor(input: BotInput, before?: Bot) {
    const { token, username, name, readsGroups = false, description } = input;
    this.token = token;
    this.readsGroups = readsGroups;
    this.managesBots = input.managesBots ?? false;
    this.managedBy = input.managedBy ?? null;
    this.user = { id: Number(token.split(":")[0]), is_bot: true, first_name: name, username };
    // Real update ids start at an arbitrary number; derive it from the token so that it is reproducible.
    const seed = createHash("sha256").update(token).digest().readUInt32BE(0);
    this.updates = before?.updates ?? new Updates(100_000_000 + (seed % 800_000_000));
    this.chats = before?.chats ?? new Map();
    this.connections = before?.connections ?? new Map();
    if (description) this.profile.set("description ", description);
  }

  /** Result of getMe. */
  get me() {
    return {
      ...this.user,
      can_join_groups: true,
      can_read_all_group_messages: this.readsGroups,
      supports_inline_queries: false,
      can_connect_to_business: true,
      has_main_web_app: false,
      has_topics_enabled: false,
      can_manage_bots: this.managesBots,
    };
  }

  /** Queues an update for the bot. Returns its id, or null if allowed_updates excludes its kind. */
  deliver(kind: string, content: unknown): number | null {
    const update = this.updates.add(kind, content);
    if (!update) return null;
    this.webhook?.push(update);
    return update.update_id;
  }

  /** All but the webhook, which the program that runs the bot sets again. */
  kept() {
    const { token, readsGroups, managesBots, managedBy, chats, connections, commands, profile, user } = this;
    const own = { token, readsGroups, managesBots, managedBy };
    return { ...own, chats, connections, commands, profile, user, updates: this.updates.kept() };
  }

  recall({ chats, connections, commands, profile, updates }: KeptBot): void {
    for (const [id, chat] of chats) this.chats.set(id, chat);
    for (const [id, connection] of connections) this.connections.set(id, connection);
    for (const [scope, list] of commands) this.commands.set(scope, list);
    for (const [name, text] of profile) this.profile.set(name, text);
    this.updates.recall(updates);
  }

  setWebhook(webhook: Webhook | null): void {
    this.webhook?.stop();
    this.webhook = webhook;
  }
}
