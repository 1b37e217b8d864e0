// How next-intl turns a message into a sentence (next.config.mjs puts this file in its place). The browser gets messages that
// are parsed already (app/layout.tsx), so that it needs no parser; on the server they are parsed when they are first needed.

import formatCompiled from "use-intl/format-message/format-only";
import compile from "#icu-compile";

type Compiled = ReturnType<typeof compile>;
type Given = Parameters<typeof formatCompiled>;

const parsed = new Map<string, Compiled>();

export function parse(message: string): Compiled {
  const known = parsed.get(message);
  if (known !== undefined) return known;
  const made = compile(message);
  parsed.set(message, made);
  return made;
}

export default function formatMessage(
  ...[key, message, values, options]: Given
): ReturnType<typeof formatCompiled> {
  return formatCompiled(key, typeof message === "string" ? parse(message) : message, values, options);
}
// As next-intl's own: it has no `t.raw` then.
formatMessage.raw = false;
