import { Events } from "./events.ts";
import { Gemini } from "./gemini/gemini.ts";
import { Telegram } from "./telegram/telegram.ts";

/** The sandbox's whole state; each part has a `reset()`. */
export interface Sandbox {
  events: Events;
  telegram: Telegram;
  gemini: Gemini;
  /** Address of the dashboard of which this is the demo. */
  dashboard: string | null;
}

export function createSandbox(): Sandbox {
  const events = new Events();
  return { events, telegram: new Telegram(events), gemini: new Gemini(events), dashboard: null };
}
