// What Telegram's server does to a message's text and links. Read in its published sources (tdlib/td MessageEntity.cpp,
// misc.cpp, LinkManager.cpp; tdlib/telegram-bot-api Client.cpp). Applied here first, so that what is rendered is what
// people see, and no message is refused.

/** Characters that Telegram strips: bidirectional overrides and three combining marks that draw lines. */
const STRIPPED = /[\r\u202a-\u202e]|\u0333|\u033f|\u030a/g;
const LINE_SEPARATORS = /[\u2028\u2029]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about.
const CONTROLS = /[\0-\t\v\f\x0e-\x1f]/g;
/** All but the last of a run of direction marks become zero-width non-joiners. */
const DIRECTION_MARKS = /[\u200e\u200f](?=[\u200e\u200f])/g;

/** The text as Telegram stores it: well-formed, without control characters. Keeps line breaks. */
export const cleanText = (text: string): string =>
  text
    .toWellFormed()
    .replace(STRIPPED, "")
    .replace(LINE_SEPARATORS, "\n")
    .replace(CONTROLS, " ")
    .replace(DIRECTION_MARKS, "\u200c");

/** A character that Telegram does not count as empty. It refuses messages without one. */
const INK = /[^\s\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc\u{e0000}-\u{e007f}]/u;

/** Whether a person would see anything; Telegram refuses a text without. */
export const hasInk = (text: string): boolean => INK.test(text);

/** Longer addresses are cut by browsers; it also bounds the size of a request. */
const MAX_URL = 2_048;
const WEB = /^https?:\/\/[\w-]+(?:\.[\w-]+)+\.?(?::[1-9]\d{0,4})?(?:[/?#]|$)/i;
const IN_TELEGRAM = /^tg:\/\/[\w-]+(?:[/?]|$)/i;

/** Whether Telegram accepts the URL in a text_link; one that it does not costs the message. */
export const isLinkable = (url: string): boolean =>
  url.length <= MAX_URL && (IN_TELEGRAM.test(url) || (WEB.test(url) && URL.canParse(url)));

/** The address in a mailto: or tel: link, which Telegram does not link but finds in the text; null for other links. */
export function addressIn(url: string): string | null {
  const address = /^(?:mailto|tel):([^?]+)/i.exec(url)?.[1];
  if (address === undefined || address.length > MAX_URL) return null;
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
