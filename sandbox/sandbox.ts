import { Events } from "./events.ts";
import { Gemini } from "./gemini/gemini.ts";
import { Telegram } from "./telegram/telegram.ts";

/** Everything that the sandbox knows; each part forgets all with its `reset()`. */
export interface Sandbox {
  events: Events;
  telegram: Telegram;
  gemini: Gemini;
}

export function createSandbox(): Sandbox {
  const events = new Events();
  return { events, telegram: new Telegram(events), gemini: new Gemini(events) };
}
