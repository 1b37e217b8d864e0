// The messages as the browser gets them: parsed, so that it needs no parser.
import { parse } from "./format-message.ts";

interface Tree {
  [key: string]: string | Tree;
}

const parsedTrees = new WeakMap<object, unknown>();

/** React sends plain objects only; the parser makes some without a prototype. */
const plain = (message: string): unknown => structuredClone(parse(message));

function parseTree(tree: Tree): unknown {
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [
      key,
      typeof value === "string" ? plain(value) : parsedOf(value),
    ]),
  );
}

/** @returns the same for the same tree; next-intl reads it like the messages that it was made of */
export function parsedOf<T extends object>(messages: T): T {
  const known = parsedTrees.get(messages) ?? parseTree(messages as unknown as Tree);
  parsedTrees.set(messages, known);
  return known as T;
}

const texts = new WeakMap<object, string>();

/** All messages that the browser needs, parsed, as JSON: not those of the bots themselves and of e-mails. */
export function browserMessages(messages: object): string {
  const known = texts.get(messages);
  if (known !== undefined) return known;
  const { telegram: _, mail: __, ...rest } = parsedOf(messages) as Tree;
  const text = JSON.stringify(rest);
  texts.set(messages, text);
  return text;
}
