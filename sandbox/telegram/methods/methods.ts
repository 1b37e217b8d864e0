// All methods by lower-case name; like Telegram, method names are case-insensitive.
import { businessMethods } from "./business.ts";
import { chatMethods } from "./chats.ts";
import { draftMethods } from "./drafts.ts";
import { editMethods } from "./edits.ts";
import { managedMethods } from "./managed.ts";
import { mediaMethods } from "./media.ts";
import type { Method } from "./method.ts";
import { profileMethods } from "./profile.ts";
import { richMethods } from "./rich.ts";
import { sendMethods } from "./send.ts";
import { topicMethods } from "./topics.ts";
import { updateMethods } from "./updates.ts";

const all: Record<string, Method> = {
  ...updateMethods,
  ...profileMethods,
  ...sendMethods,
  ...draftMethods,
  ...mediaMethods,
  ...richMethods,
  ...editMethods,
  ...chatMethods,
  ...topicMethods,
  ...businessMethods,
  ...managedMethods,
};

export const methods = new Map(Object.entries(all).map(([name, method]) => [name.toLowerCase(), method]));
