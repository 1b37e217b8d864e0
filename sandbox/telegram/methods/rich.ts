// sendRichMessage and rich messages in editMessageText (Bot API 10.1), as far as blocks without media go.
import { badRequest, type Message } from "../types.ts";
import type { Call, Method } from "./method.ts";
import { send } from "./send.ts";

/** core.telegram.org/bots/api#inputrichmessage */
const most = { characters: 32_768, blocks: 500, columns: 20 };
/** Which are not checked further. */
const types = new Set([
  ...["paragraph", "heading", "pre", "footer", "divider", "mathematical_expression", "anchor", "list"],
  ...["blockquote", "expandable_blockquote", "pullquote", "table", "details", "map", "buttons"],
]);

interface Block {
  type?: string;
  text?: unknown;
  blocks?: Block[];
  items?: { blocks?: Block[] }[];
  cells?: { text?: unknown }[][];
}

/** The characters of a RichText. */
function textOf(text: unknown): string {
  if (typeof text === "string") return text;
  if (Array.isArray(text)) return text.map(textOf).join("");
  return typeof text === "object" && text !== null && "text" in text ? textOf(text.text) : "";
}

/** What Telegram refuses; its own words for it are not documented. */
function check(blocks: readonly Block[]): { characters: number; blocks: number } {
  const sum = { characters: 0, blocks: 0 };
  for (const block of blocks) {
    if (!block.type || !types.has(block.type))
      throw badRequest(`can't parse rich message: block ${block.type}`);
    const inner = check([
      ...(block.blocks ?? []),
      ...(block.items ?? []).flatMap((item) => item.blocks ?? []),
    ]);
    const cells = block.cells ?? [];
    if (cells.some((row) => row.length > most.columns)) throw badRequest("RICH_TABLE_COLUMNS_TOO_MANY");
    const own =
      textOf(block.text) +
      cells
        .flat()
        .map(({ text }) => textOf(text))
        .join("");
    sum.characters += [...own].length + inner.characters;
    sum.blocks += 1 + inner.blocks;
  }
  return sum;
}

/** The message's content. @throws TelegramError */
export function richOf({ params }: Call): Partial<Message> {
  const { blocks, html, markdown } =
    params.json<{ blocks?: Block[]; html?: string; markdown?: string }>("rich_message") ?? {};
  const text = html ?? markdown;
  const given = blocks ?? (text ? [{ type: "paragraph", text }] : []);
  if (!Array.isArray(given) || given.length === 0) throw badRequest("message text is empty");
  const { characters, blocks: count } = check(given);
  if (characters > most.characters || count > most.blocks) throw badRequest("message is too long");
  return { rich_message: { blocks: given } };
}

export const richMethods: Record<string, Method> = {
  sendRichMessage: (call) => send(call, () => richOf(call)),
};
