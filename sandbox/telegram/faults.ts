// Fault injection for the Bot API.
import { type FloodLimits, floodLimits } from "./flood.ts";
import { TelegramError } from "./types.ts";

/** The calls that a fault applies to; a missing field matches all. Method names are case-insensitive. */
interface Target {
  method?: string;
  bot?: string;
  chat?: number;
  /** How many calls the fault applies to; 1 by default. */
  times?: number;
}

interface ForcedError extends Target {
  error_code: number;
  description: string;
  parameters?: Record<string, unknown>;
}

/** `before` drops the call; `after` executes it and drops only the response. */
export interface Drop extends Target {
  when: "before" | "after";
  /** What comes instead: the connection breaks (default), nothing until the client leaves, or a page of a proxy. */
  as?: "broken" | "silence" | "page";
  /** Status of the page; 200 by default. */
  status?: number;
}

export interface TelegramFaults {
  /** These methods return 404, as on an older Bot API server. */
  unknownMethods: string[];
  errors: ForcedError[];
  drops: Drop[];
  /** Delay before every response. */
  latencyMs: number;
  flood: FloodLimits;
  /** Usernames whose polls get 409 as if another program polled too; true for all. */
  stolenPolls: true | string[];
  /** Initial backoff after a failed webhook delivery; doubles up to a minute. */
  webhookRetryMs: number;
}

export const telegramFaults = (): TelegramFaults => ({
  unknownMethods: [],
  errors: [],
  drops: [],
  latencyMs: 0,
  flood: floodLimits(),
  stolenPolls: [],
  webhookRetryMs: 1000,
});

export interface MethodCall {
  method: string;
  bot: string;
  chat: number | null;
}

/** Returns the first fault that matches the call and decrements its count. */
function takeFrom<T extends Target>(faults: T[], { method, bot, chat }: MethodCall): T | null {
  const index = faults.findIndex(
    (fault) =>
      (fault.method === undefined || fault.method.toLowerCase() === method.toLowerCase()) &&
      (fault.bot === undefined || fault.bot.replace(/^@/, "").toLowerCase() === bot.toLowerCase()) &&
      (fault.chat === undefined || fault.chat === chat),
  );
  const fault = faults[index];
  if (!fault) return null;
  const left = (fault.times ?? 1) - 1;
  if (left <= 0) faults.splice(index, 1);
  else fault.times = left;
  return fault;
}

/** @throws TelegramError if a fault is set for this call. */
export function failIfForced(faults: TelegramFaults, called: MethodCall): void {
  if (faults.unknownMethods.some((name) => name.toLowerCase() === called.method.toLowerCase()))
    throw new TelegramError(404, "Not Found: method not found");
  const forced = takeFrom(faults.errors, called);
  if (forced) throw new TelegramError(forced.error_code, forced.description, forced.parameters);
}

export const takeDrop = (faults: TelegramFaults, called: MethodCall) => takeFrom(faults.drops, called);

export const isStolen = ({ stolenPolls }: TelegramFaults, bot: string) =>
  stolenPolls === true ||
  stolenPolls.some((name) => name.replace(/^@/, "").toLowerCase() === bot.toLowerCase());
