// What a broadcast says to each of its people. Pure.
import { z } from "zod";
import { filled } from "../bots/words.ts";
import type { Rendered } from "../markdown/entities.ts";
import { render } from "../markdown/render.ts";
import { type BroadcastButton, BUTTON_TEXT_MAX, BUTTON_URL_MAX, BUTTONS_MAX } from "./buttons.ts";

/** Telegram's limits of a text, and of the words under a picture, in UTF-16 code units after the Markdown is rendered. */
const [TEXT_MAX, CAPTION_MAX] = [4_096, 1_024];
/** Telegram's longest first name. */
const NAME_MAX = 64;
/** Markdown that renders to less. */
export const MARKDOWN_MAX = 8_000;

export const BroadcastButtons = z
  .array(
    z.object({ text: z.string().trim().min(1).max(BUTTON_TEXT_MAX), url: z.string().max(BUTTON_URL_MAX) }),
  )
  .max(BUTTONS_MAX);

/** The column Broadcast.buttons. */
export const buttonsIn = (stored: unknown): BroadcastButton[] =>
  BroadcastButtons.safeParse(stored).data ?? [];

/** @param title the person's name as Telegram has it; empty: unknown, and then nothing stands for it */
export function textFor(markdown: string, title: string): Rendered {
  const [name = ""] = title.trim().split(/\s+/);
  const whole = name ? markdown : markdown.replaceAll(/[ ,]*\{name\}/g, "");
  return render(filled(whole, { name: name.slice(0, NAME_MAX) }));
}

/** How many characters it is too long for anybody's name; 0: it fits. */
export function excessOf(markdown: string, hasPicture: boolean): number {
  const { length } = textFor(markdown, "M".repeat(NAME_MAX)).text;
  return Math.max(0, length - (hasPicture ? CAPTION_MAX : TEXT_MAX));
}
