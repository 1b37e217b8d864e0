// Methods of a bot that manages others.
import { managedFor, replaceToken } from "../managed.ts";
import type { Method } from "./method.ts";

export const managedMethods: Record<string, Method> = {
  getManagedBotToken: ({ telegram, bot, params }) =>
    managedFor(telegram, bot, params.number("user_id")).token,
  replaceManagedBotToken: ({ telegram, bot, params }) =>
    replaceToken(telegram, bot, managedFor(telegram, bot, params.number("user_id"))),
};
