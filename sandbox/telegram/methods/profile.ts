// Methods about the bot's profile: getMe, commands, descriptions.
import { type BotCommand, badRequest } from "../types.ts";
import type { Call, Method } from "./method.ts";

/** Storage key of a command list: its scope and language. */
function commandsKey({ params }: Call): string {
  const scope = params.json<{ type?: string; chat_id?: unknown; user_id?: unknown }>("scope");
  const language = params.text("language_code");
  if (language && !/^[a-z]{2}$/.test(language)) throw badRequest("invalid language code specified");
  return [scope?.type ?? "default", scope?.chat_id ?? "", scope?.user_id ?? "", language].join(" ");
}

function setMyCommands(call: Call) {
  const commands = call.params.json<BotCommand[]>("commands");
  if (!Array.isArray(commands)) throw badRequest("can't parse commands: expected an Array of BotCommand");
  if (commands.length > 100) throw badRequest("BOT_COMMANDS_TOO_MUCH");
  const kept = commands.map(({ command, description }) => {
    const name = String(command ?? "")
      .replace(/^\//, "")
      .toLowerCase();
    if (!/^[a-z0-9_]{1,32}$/.test(name)) throw badRequest("BOT_COMMAND_INVALID");
    if (!description || description.length > 256) throw badRequest("BOT_COMMAND_DESCRIPTION_INVALID");
    return { command: name, description };
  });
  call.bot.commands.set(commandsKey(call), kept);
  call.telegram.events.emit("bots", () => null);
  return true;
}

/** A name or description, stored per language. */
function profileField(field: string, most: number): { set: Method; get: Method } {
  const key = ({ params }: Call) => `${field} ${params.text("language_code")}`;
  return {
    set(call) {
      const value = call.params.text(field);
      if (value.length > most) throw badRequest(`${field.toUpperCase()}_TOO_LONG`);
      call.bot.profile.set(key(call), value);
      if (field === "name" && value && !call.params.has("language_code")) call.bot.user.first_name = value;
      return true;
    },
    get: (call) => ({
      [field]: call.bot.profile.get(key(call)) ?? (field === "name" ? call.bot.user.first_name : ""),
    }),
  };
}

const name = profileField("name", 64);
const description = profileField("description", 512);
const shortDescription = profileField("short_description", 120);

export const profileMethods: Record<string, Method> = {
  getMe: ({ bot }) => bot.me,
  setMyCommands,
  getMyCommands: (call) => call.bot.commands.get(commandsKey(call)) ?? [],
  deleteMyCommands(call) {
    call.bot.commands.delete(commandsKey(call));
    return true;
  },
  setMyName: name.set,
  getMyName: name.get,
  setMyDescription: description.set,
  getMyDescription: description.get,
  setMyShortDescription: shortDescription.set,
  getMyShortDescription: shortDescription.get,
  setChatMenuButton: () => true,
  getChatMenuButton: () => ({ type: "commands" }),
  setMyDefaultAdministratorRights: () => true,
};
