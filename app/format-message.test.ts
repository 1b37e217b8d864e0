import assert from "node:assert/strict";
import test from "node:test";
import { _createCache, _createIntlFormatters } from "use-intl/core";
import reference from "use-intl/format-message";
import en from "#lib/messages/en.ts";
import ru from "#lib/messages/ru.ts";
import uz from "#lib/messages/uz.ts";
import formatMessage from "./format-message.ts";
import { browserMessages, parsedOf } from "./parsed-messages.ts";

interface Tree {
  [key: string]: string | Tree;
}

function* leaves(tree: Tree, parsed: Tree, path = ""): Generator<[string, string, never]> {
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") yield [`${path}${key}`, value, parsed[key] as never];
    else yield* leaves(value, parsed[key] as Tree, `${path}${key}.`);
  }
}

const isPlain = (value: unknown): boolean =>
  typeof value !== "object" ||
  value === null ||
  ((Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) &&
    Object.values(value).every(isPlain));

test("what goes to the browser is of plain objects, the only ones that React sends", () => {
  for (const messages of [en, ru, uz]) assert.ok(isPlain(parsedOf(messages)));
});

test("the browser gets as one text what pages say: nothing of bots, e-mails and the record, and the platform's where asked", () => {
  for (const messages of [en, ru, uz]) {
    const { telegram, mail, audit, platform, ...rest } = parsedOf(messages);
    assert.ok(telegram && mail && audit && platform);
    const sent = [false, true].map((forPlatform) => JSON.parse(browserMessages(messages, forPlatform)));
    assert.deepEqual(sent, JSON.parse(JSON.stringify([rest, { ...rest, platform }])));
  }
});

const counts = [0, 1, 2, 5, 21, 1_500];

test("a parsed message says what next-intl would say, in each language, for each count", () => {
  const cache = _createCache();
  const formatters = _createIntlFormatters(cache);
  let compared = 0;
  for (const [locale, messages] of Object.entries({ en, ru, uz })) {
    const tree = messages as unknown as Tree;
    for (const [path, message, parsed] of leaves(tree, parsedOf(tree))) {
      const names = [...message.matchAll(/\{(\w+)/g)].map(([, name]) => name ?? "");
      const tags = [...message.matchAll(/<(\w+)>/g)].map(([, name]) => name ?? "");
      for (const count of counts) {
        const values = {
          ...Object.fromEntries(names.map((name) => [name, count])),
          ...Object.fromEntries(tags.map((tag) => [tag, (chunks: unknown) => `[${String(chunks)}]`])),
        };
        const options = { cache, formatters, locale, timeZone: "UTC" };
        const wanted = reference(path, message, values as never, options as never);
        const said = [parsed, message as never].map((given) =>
          formatMessage(path as never, given, values as never, options as never),
        );
        const flat = (text: unknown) => (Array.isArray(text) ? text.join("") : text);
        assert.deepEqual(said.map(flat), [wanted, wanted].map(flat), `${locale} ${path} of ${count}`);
        compared += 1;
      }
    }
  }
  assert.ok(compared > 5_000);
});
