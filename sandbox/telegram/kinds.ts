// Messages of people that are neither text nor a file: stickers, places, contacts, dice, polls; and what a message refers to.
import { randomInt } from "node:crypto";
import type { Telegram } from "./telegram.ts";
import type { Message } from "./types.ts";

export interface KindInput {
  /** Its emoji. */
  sticker?: string;
  location?: { latitude: number; longitude: number };
  venue?: { title: string; address: string; latitude: number; longitude: number };
  contact?: { phone_number: string; first_name: string; last_name?: string };
  /** Its emoji; Telegram throws it. */
  dice?: string;
  poll?: { question: string; options: string[] };
  /** As the Bot API's MessageOrigin. */
  forward_origin?: Record<string, unknown>;
  /** A part of the message that is replied to. */
  quote?: string;
}

/** A picture of one pixel, since a sticker is one. */
const PICTURE = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";
/** The highest values: core.telegram.org/bots/api#dice. */
const faces: Record<string, number> = { "🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64 };

const inRange = (value: unknown, most: number) => typeof value === "number" && Math.abs(value) <= most;

function place({ latitude, longitude }: { latitude: number; longitude: number }) {
  if (!inRange(latitude, 90) || !inRange(longitude, 180))
    throw new Error("A place has a latitude and a longitude.");
  return { latitude, longitude };
}

function stickerOf(telegram: Telegram, emoji: string) {
  const data = Buffer.from(PICTURE, "base64");
  const file = telegram.keepFile("stickers", { data, contentType: "image/webp", fileName: "sticker.webp" });
  return {
    ...{ file_id: file.id, file_unique_id: file.uniqueId, file_size: data.length, type: "regular" },
    ...{ width: 512, height: 512, is_animated: false, is_video: false, emoji, set_name: "Sandbox" },
  };
}

function pollOf({ question, options }: { question: string; options: string[] }) {
  if (!question || options.length < 1) throw new Error("A poll has a question and options.");
  return {
    ...{ id: String(randomInt(2 ** 40)), question, type: "regular", is_anonymous: true, is_closed: false },
    options: options.map((text) => ({ text, voter_count: 0 })),
    ...{ total_voter_count: 0, allows_multiple_answers: false },
  };
}

/** The fields of the message. @throws Error for what Telegram's programs cannot send */
export function kindOf(telegram: Telegram, input: KindInput): Partial<Message> {
  const { sticker, location, venue, contact, dice, poll } = input;
  if (sticker) return { sticker: stickerOf(telegram, sticker) };
  if (venue) {
    const at = place(venue);
    // Like Telegram, for programs that do not know venues.
    return { venue: { location: at, title: venue.title, address: venue.address }, location: at };
  }
  if (location) return { location: place(location) };
  if (contact) return { contact };
  if (poll) return { poll: pollOf(poll) };
  if (dice === undefined) return {};
  const most = faces[dice];
  if (!most) throw new Error(`There is no die ${dice}.`);
  return { dice: { emoji: dice, value: randomInt(1, most + 1) } };
}

/** @param replied the message that is replied to @throws Error for a quote that is not part of it */
export function referenceOf(
  { forward_origin, quote }: KindInput,
  replied: Message | undefined,
): Partial<Message> {
  const text = replied?.text ?? replied?.caption ?? "";
  const position = quote ? text.indexOf(quote) : 0;
  if (position < 0) throw new Error("A quote is a part of the message that is replied to.");
  return {
    ...(forward_origin && { forward_origin }),
    ...(quote && { quote: { text: quote, position, is_manual: true } }),
  };
}
