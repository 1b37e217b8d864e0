// What a bot does with a message in the chat of a connected account. Pure.
import { localIn } from "../local-time.ts";
import type { BusinessSettings } from "./settings.ts";

/** A connected account, as workers know it. */
export interface ConnectedAccount {
  readonly connectionId: string;
  readonly threadId: number;
  readonly userId: number;
  readonly userChatId: number;
  readonly name: string;
  readonly canReply: boolean;
  readonly canDelete: boolean;
  readonly enabled: boolean;
  readonly accepted: boolean;
}

/** Of a bot. */
export interface BusinessConfig {
  readonly settings: BusinessSettings;
  /** The tenant's time zone. */
  readonly zone: string;
  readonly accounts: readonly ConnectedAccount[];
}

export const noBusiness = (settings: BusinessSettings): BusinessConfig => ({
  settings,
  zone: "Asia/Tashkent",
  accounts: [],
});

/**
 * `ignore`: nothing of it is kept. `hear`: kept for the history, not answered. `draft`, `answer`: asked, and shown to the
 * account's owner or sent.
 */
export type BusinessWay = "ignore" | "hear" | "draft" | "answer";

/** Whether the moment is within the hours, by the zone's clock. */
function isOpenAt({ week, dates }: BusinessSettings, zone: string, at: Date): boolean {
  const [day = "", time = ""] = localIn(zone, at).split("T");
  // 0 is Sunday.
  const weekday = (new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7;
  const date = dates.find((each) => each.day === day);
  const hours = date ? date.hours : week[weekday];
  const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  return hours !== null && hours !== undefined && minutes >= hours.from && minutes < hours.to;
}

/** Whether the bot has anything to do with the chat. */
export const isServed = (
  account: ConnectedAccount | undefined,
  { never }: Pick<BusinessSettings, "never">,
  chatId: number,
): account is ConnectedAccount =>
  account?.accepted === true &&
  account.enabled &&
  // Notes that somebody writes to themselves.
  account.userId !== chatId &&
  !never.some((each) => each.chatId === chatId);

/** @param ownerWrote whether the account's owner has ever written in the chat */
export function wayOf(
  { settings, zone }: BusinessConfig,
  account: ConnectedAccount | undefined,
  { chatId, ownerWrote, at }: { chatId: number; ownerWrote: boolean; at: Date },
): BusinessWay {
  const { mode, times, newOnly } = settings;
  if (!isServed(account, settings, chatId)) return "ignore";
  if (mode === "off" || !account.canReply || (newOnly && ownerWrote)) return "hear";
  if (times !== "always" && isOpenAt(settings, zone, at) !== (times === "inside")) return "hear";
  return mode;
}
