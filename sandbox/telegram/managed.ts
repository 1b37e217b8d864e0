// Managed bots: a person creates one by a tap at a link of the manager's, which is told of it and may ask for its token.
import { randomBytes, randomInt } from "node:crypto";
import type { Bot } from "./bot.ts";
import type { Telegram } from "./telegram.ts";
import { badRequest, type User } from "./types.ts";

export interface CreationInput {
  /** Token or username of the manager. */
  manager: string;
  /** Who creates it. */
  user: Partial<User> & { id: number };
  name: string;
  username: string;
}

const newToken = (id: number) => `${id}:AAmanaged${randomBytes(20).toString("hex")}`;

function told(manager: Bot, user: User, bot: Bot) {
  return { update_id: manager.deliver("managed_bot", { user, bot: bot.user }), username: bot.user.username };
}

/** @throws Error in the words of Telegram's createBot */
export function createManaged(
  telegram: Telegram,
  { manager: by, user: given, name, username }: CreationInput,
) {
  const manager = telegram.bot(by);
  if (!manager.managesBots) throw new Error("MANAGER_PERMISSION_MISSING");
  if (!name || name.length > 64) throw new Error("NAME_INVALID");
  if (!/bot$/i.test(username)) throw new Error("USERNAME_SUFFIX_MISSING");
  if (!/^[a-z]\w{4,31}$/i.test(username)) throw new Error("USERNAME_INVALID");
  const taken = [...telegram.bots.values()].some(
    ({ user }) => user.username.toLowerCase() === username.toLowerCase(),
  );
  if (taken) throw new Error("USERNAME_OCCUPIED");
  const user: User = {
    ...(telegram.users.get(given.id) ?? { is_bot: false, first_name: `User ${given.id}` }),
    ...given,
  };
  telegram.users.set(user.id, user);
  const bot = telegram.addBot({ token: newToken(randomInt(7_000_000_000, 7_999_999_999)), username, name });
  bot.managedBy = { manager: manager.user.id, owner: user.id };
  return told(manager, user, bot);
}

/** @throws TelegramError 400: there is no such bot, or another one manages it */
export function managedFor(telegram: Telegram, manager: Bot, userId: number): Bot {
  const bot = [...telegram.bots.values()].find(({ user }) => user.id === userId);
  if (!bot) throw badRequest("user not found");
  if (bot.managedBy?.manager !== manager.user.id) throw badRequest("BOT_INVALID");
  return bot;
}

/** Revokes the token and gives another; the manager is told of it. */
export function replaceToken(telegram: Telegram, manager: Bot, old: Bot): string {
  const { managedBy, user } = old;
  telegram.revoke(old);
  const bot = telegram.addBot({ token: newToken(user.id), username: user.username, name: user.first_name });
  bot.managedBy = managedBy;
  const owner = telegram.users.get(managedBy?.owner ?? 0);
  if (owner) told(manager, owner, bot);
  return bot.token;
}
