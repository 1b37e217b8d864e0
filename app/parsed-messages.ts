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

const texts = new WeakMap<object, Map<boolean, string>>();

/**
 * The messages that the browser needs, parsed, as JSON: not those of the bots themselves, of e-mails and of the record, which
 * is in words already.
 * @param forPlatform those of the platform's pages too, which no other page needs
 */
export function browserMessages(messages: object, forPlatform = false): string {
  const known = texts.get(messages) ?? new Map<boolean, string>();
  texts.set(messages, known);
  const text = known.get(forPlatform);
  if (text !== undefined) return text;
  const { telegram: _, mail: __, audit: ___, platform, ...rest } = parsedOf(messages) as Tree;
  const made = JSON.stringify({ ...rest, ...(forPlatform && { platform }) });
  known.set(forPlatform, made);
  return made;
}
