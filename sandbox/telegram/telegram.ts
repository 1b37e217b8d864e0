import { createHash } from "node:crypto";
import type { Events } from "../events.ts";
import type { Upload } from "../forms.ts";
import { Ring } from "../ring.ts";
import { Bot, type BotInput, type KeptBot } from "./bot.ts";
import { chatTopic } from "./chats.ts";
import { type TelegramFaults, telegramFaults } from "./faults.ts";
import { type StoredFile, TelegramError, type User } from "./types.ts";

export interface TelegramCall {
  seq: number;
  time: string;
  bot: string;
  method: string;
  chatId: number | null;
  params: Record<string, unknown>;
  /** 0 if the sandbox dropped the connection. */
  status: number;
  error: string | null;
  ms: number;
}

export const unauthorized = () => new TelegramError(401, "Unauthorized");
const tokenShape = /^\d{3,16}:[\w-]{3,}$/;

/** Of files, the latest first. */
const MOST_KEPT_BYTES = 20 * 1024 * 1024;
type KeptTelegram = ReturnType<Telegram["kept"]>;

/** State of the simulated Telegram: bots, people, files, faults and the call log. */
export class Telegram {
  readonly events: Events;
  readonly bots = new Map<string, Bot>();
  readonly users = new Map<number, User>();
  readonly files = new Map<string, StoredFile>();
  readonly filesByPath = new Map<string, StoredFile>();
  readonly calls = new Ring<TelegramCall>(20_000);
  /** getUpdates has its own log, since thousands of idle bots would evict everything else. */
  readonly polls = new Ring<TelegramCall>(5_000);
  /** How many calls of each bot, by username, ended with each HTTP status; also those that the log has lost. */
  readonly statuses = new Map<string, Record<number, number>>();
  readonly #byUsername = new Map<string, Bot>();
  /** Bots whose token was revoked, by id. */
  readonly #revoked = new Map<number, Bot>();
  faults: TelegramFaults = telegramFaults();
  #fileCount = 0;

  constructor(events: Events) {
    this.events = events;
  }

  /** Adds a bot, or renames the bot of a known token. @throws Error for a malformed token. */
  addBot(input: BotInput): Bot {
    if (!tokenShape.test(input.token ?? ""))
      throw new Error('A bot\'s token looks like "123456:letters-and-digits".');
    if (!input.username) throw new Error("A bot needs a username.");
    const known = this.bots.get(input.token);
    const before = this.#revoked.get(Number(input.token.split(":")[0]));
    const bot = known ?? new Bot({ ...input, name: input.name || input.username }, before);
    if (known) {
      this.#byUsername.delete(known.user.username.toLowerCase());
      Object.assign(known.user, { username: input.username, first_name: input.name || input.username });
      known.readsGroups = input.readsGroups ?? known.readsGroups;
      known.managesBots = input.managesBots ?? known.managesBots;
    }
    this.bots.set(input.token, bot);
    this.#byUsername.set(input.username.toLowerCase(), bot);
    this.events.emit("bots", () => null);
    return bot;
  }

  /** Finds a bot by token, or by username with or without @. @throws Error if there is none. */
  bot(name: string): Bot {
    const bot = this.bots.get(name) ?? this.#byUsername.get(name.replace(/^@/, "").toLowerCase());
    if (!bot) throw new Error(`There is no bot ${name}.`);
    return bot;
  }

  /** Invalidates the token at once, as /revoke at BotFather does. */
  revoke(bot: Bot): void {
    this.bots.delete(bot.token);
    this.#revoked.set(bot.user.id, bot);
    if (this.#byUsername.get(bot.user.username.toLowerCase()) === bot)
      this.#byUsername.delete(bot.user.username.toLowerCase());
    bot.setWebhook(null);
    bot.updates.interrupt(unauthorized());
    this.events.emit("bots", () => null);
  }

  keepFile(folder: string, { data, contentType, fileName }: Upload): StoredFile {
    const number = this.#fileCount++;
    const extension = /\.(\w+)$/.exec(fileName)?.[1] ?? contentType.split("/")[1] ?? "bin";
    const unique = createHash("sha256").update(`${number} ${folder}`).digest("base64url");
    const file: StoredFile = {
      id: `AgACAgIAAxkB${unique}${unique.slice(0, 16)}`,
      uniqueId: `AQAD${unique.slice(0, 11)}`,
      path: `${folder}/file_${number}.${extension}`,
      mimeType: contentType,
      data,
    };
    this.files.set(file.id, file);
    this.filesByPath.set(file.path, file);
    return file;
  }

  /** Bots, people and files, for a later process; not the faults and the record of calls. */
  kept() {
    let bytes = 0;
    const files = [...this.files.values()].reverse().filter(({ data }) => {
      bytes += data.length;
      return bytes <= MOST_KEPT_BYTES;
    });
    return {
      revoked: [...this.#revoked.values()].map((bot) => bot.kept()),
      bots: [...this.bots.values()].map((bot) => bot.kept()),
      users: this.users,
      files: files.reverse(),
      fileCount: this.#fileCount,
    };
  }

  recall({ revoked, bots, users, files, fileCount }: KeptTelegram): void {
    const add = (kept: KeptBot) => {
      const { first_name: name, username } = kept.user;
      const bot = this.addBot({ ...kept, name, username });
      bot.recall(kept);
      return bot;
    };
    for (const bot of revoked) this.revoke(add(bot));
    for (const bot of bots) add(bot);
    for (const [id, user] of users) this.users.set(id, user);
    for (const file of files) {
      this.files.set(file.id, file);
      this.filesByPath.set(file.path, file);
    }
    this.#fileCount = fileCount;
  }

  countStatus(username: string, status: number): void {
    const counts = this.statuses.get(username) ?? {};
    counts[status] = (counts[status] ?? 0) + 1;
    this.statuses.set(username, counts);
  }

  /** Notifies waiters and the page that a chat changed. */
  changed(bot: Bot, chatId: number): void {
    this.events.touch(chatTopic(bot, chatId));
    this.events.emit("chat", () => ({ bot: bot.user.username, chat: chatId }));
  }

  reset(): void {
    for (const bot of [...this.bots.values()]) this.revoke(bot);
    for (const kept of [this.users, this.files, this.filesByPath, this.#revoked, this.statuses]) kept.clear();
    this.calls.clear();
    this.polls.clear();
    this.faults = telegramFaults();
  }
}
