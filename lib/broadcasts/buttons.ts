// Buttons and limits of a broadcast. Pure, and without a schema: its form in the browser uses them too.

export interface BroadcastButton {
  text: string;
  /** https only. */
  url: string;
}

export const BUTTONS_MAX = 3;
/** Telegram cuts longer ones on a phone. */
export const BUTTON_TEXT_MAX = 40;
export const BUTTON_URL_MAX = 500;
/** What the button below each broadcast tells the bot, and the one that takes it back. */
export const OFF_BUTTON = "broadcasts:off";
export const ON_BUTTON = "broadcasts:on";
/** Telegram's limit of a picture. */
export const PICTURE_MAX = 10_000_000;

/** The link as Telegram accepts it; null: it does not, or it is not https. */
export function linkOf(url: string): string | null {
  const { href, protocol, hostname, username } = URL.parse(url.trim()) ?? {};
  if (protocol !== "https:" || username || !hostname?.includes(".")) return null;
  return href && href.length <= BUTTON_URL_MAX ? href : null;
}
