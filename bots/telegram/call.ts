// Calls of the Bot API by method name, since Telegraf's types lack newer methods.

import { type Telegram, TelegramError } from "telegraf";
import { systemClock } from "#lib/fallback/index.ts";
import { log } from "#lib/log.ts";

export type { Telegram };
/** Whatever takes calls of the Bot API. */
export type Caller = Pick<Telegram, "callApi" | "token">;

/** The network failed. Keeps only the error code: client errors quote the address, which contains the token. */
export class TelegramAway extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`Telegram could not be reached (${code}).`);
    this.name = "TelegramAway";
    this.code = code;
  }
}

/** Whether Telegram refuses the bot itself: the token is revoked or wrong. */
export const isTokenRefused = (error: unknown): boolean =>
  error instanceof TelegramError && (error.code === 401 || error.code === 404);

/** Whether the call failed for a reason that concerns the bot, Telegram or the network, and not this message. */
export const isBotFault = (error: unknown): boolean =>
  error instanceof TelegramAway ||
  isTokenRefused(error) ||
  (error instanceof TelegramError && (error.code === 409 || error.code === 429 || error.code >= 500));

/** Calls a method. @throws TelegramError (Telegram's refusal), TelegramAway, or the signal's reason */
export async function callApi<T>(
  telegram: Caller,
  method: string,
  payload: object,
  signal: AbortSignal,
  limitMs: number,
): Promise<T> {
  const call = telegram.callApi.bind(telegram) as unknown as (
    method: string,
    payload: object,
    options: { signal: AbortSignal },
  ) => Promise<T>;
  // Not AbortSignal.any: it would leave one more dependent on a long-lived signal with each call.
  const limited = new AbortController();
  const abort = () => limited.abort();
  signal.throwIfAborted();
  signal.addEventListener("abort", abort);
  const timer = setTimeout(abort, limitMs);
  try {
    return await call(method, payload, { signal: limited.signal });
  } catch (error) {
    if (error instanceof TelegramError) throw error;
    signal.throwIfAborted();
    const { code, type } = error as { code?: string; type?: string };
    throw new TelegramAway(limited.signal.aborted ? "ETIMEDOUT" : (code ?? type ?? "no answer"));
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

/** Methods that the server did not know, and until when they are not called again. */
const unknown = new Map<string, number>();
const FORGET_MS = 600_000;

/** For optional methods: does nothing for a while once the server does not know the method. @throws as `callApi` */
export async function callUnlessUnknown(
  telegram: Caller,
  method: string,
  payload: object,
  signal: AbortSignal,
): Promise<void> {
  if ((unknown.get(method) ?? 0) > systemClock.now()) return;
  try {
    await callApi(telegram, method, payload, signal, 10_000);
  } catch (error) {
    if (!(error instanceof TelegramError && (error.code === 404 || error.code === 501))) throw error;
    unknown.set(method, systemClock.now() + FORGET_MS);
  }
}

/** For optional calls: never rejects, and stops calling a method that the server does not know. */
export async function callIfKnown(...of: Parameters<typeof callUnlessUnknown>): Promise<void> {
  try {
    await callUnlessUnknown(...of);
  } catch (error) {
    log.debug({ method: of[1], reason: (error as Error).message }, "an optional call failed");
  }
}
