// Texts and entities as the Bot API takes them; the rules are read in tdlib/td and tdlib/telegram-bot-api.
import assert from "node:assert/strict";
import test from "node:test";
import { serveSandbox } from "../testing.ts";
import type { Entity } from "./types.ts";

async function chat(t: Parameters<typeof serveSandbox>[0]) {
  const { call, write } = await serveSandbox(t);
  await write("hello");
  /** The stored text and entities, or the refusal. */
  return async (text: string, entities?: unknown) => {
    const params = { chat_id: 7, text, ...(entities !== undefined && { entities }) };
    const { ok, result, description } = await call<{ text: string; entities?: Entity[] }>(
      "sendMessage",
      params,
    );
    return ok
      ? { text: result.text, entities: result.entities ?? [] }
      : description?.replace("Bad Request: ", "");
  };
}
const bold = (offset: number, length: number) => ({ type: "bold", offset, length });
const link = (url: string) => [{ type: "text_link", offset: 0, length: 1, url }];

test("a text that shows nothing is refused, whatever it consists of", async (t) => {
  const send = await chat(t);
  for (const text of [" \n ", "\0\t", "\u200b\u200d\u00a0", "\u2800\ufeff\u3000", "\u202e\u200f"])
    assert.equal(await send(text), "text must be non-empty", JSON.stringify(text));
});

test("a lone surrogate, a text of over 32 KiB and a call of over 1 MiB are refused", async (t) => {
  const send = await chat(t);
  assert.equal(await send("a \ud83d b"), "strings must be encoded in UTF-8");
  assert.equal(await send("ў".repeat(17_000)), "text is too long");
  assert.equal(await send("a".repeat(1 << 20)), "Request Entity Too Large: too many parameters");
});

test("control characters become spaces, some characters disappear, and the entities move along", async (t) => {
  const send = await chat(t);
  const italic = { type: "italic", offset: 8, length: 1 };
  assert.deepEqual(await send("a\0b\tc\rd\u202ee\u030af\u200e\u200fg", [bold(7, 1), italic]), {
    text: "a b cdef\u200c\u200fg",
    entities: [{ ...italic, offset: 6 }],
  });
});

test("spaces are trimmed at the end, and at the beginning up to the first entity", async (t) => {
  const send = await chat(t);
  const pre = { type: "pre", offset: 2, length: 6 };
  assert.deepEqual(await send("\n   ab   ", [pre]), {
    text: "  ab",
    entities: [{ ...pre, offset: 0, length: 4 }],
  });
  assert.deepEqual(await send("  ab  ", [bold(2, 4)]), { text: "ab", entities: [bold(0, 2)] });
});

test("entities that do not fit the text are refused, each with its reason", async (t) => {
  const send = await chat(t);
  assert.equal(await send("ab", [bold(-1, 1)]), "receive an entity with incorrect offset -1");
  assert.equal(await send("ab", [bold(0, -1)]), "receive an entity with incorrect length -1");
  assert.equal(await send("ab", [bold(3, 1)]), "entity begins after the end of the text at UTF-16 offset 3");
  assert.equal(
    await send("ab", [bold(1, 2)]),
    "entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 3",
  );
  assert.equal(
    await send("😀a", [bold(1, 1)]),
    "entity begins in a middle of a UTF-16 symbol at byte offset 4",
  );
  assert.equal(
    await send("a😀", [bold(0, 2)]),
    "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 5",
  );
  assert.equal(await send("ab", ["bold"]), "can't parse MessageEntity: expected an Object");
  assert.equal(
    await send("ab", [{ type: "bold", offset: 0 }]),
    "can't parse MessageEntity: Can't find field \"length\"",
  );
  assert.equal(
    await send("ab", [{ ...bold(0, 1), type: "shout" }]),
    "can't parse MessageEntity: Unsupported type specified",
  );
  assert.deepEqual(await send("ab", [{ ...bold(0, 1), type: "mention" }, bold(0, 0)]), {
    text: "ab",
    entities: [],
  });
});

test("a link that Telegram cannot open refuses the whole message", async (t) => {
  const send = await chat(t);
  for (const url of [
    ...["https://a.uz", "HTTP://a.uz:8080/b?c#d", "a.uz", "https://oʻzbek.uz/a b", "https://[::1]/"],
    ...["tg://user?id=1", "tg://resolve?domain=a", "https://me@a.uz/"],
  ])
    assert.equal(typeof (await send("a", link(url))), "object", url);
  for (const [url, fault] of Object.entries({
    "ftp://a.uz": "Unsupported URL protocol",
    "http://localhost/": "Wrong HTTP URL",
    "https://": "URL host is empty",
    "https://a.uz:0": "Wrong port number specified in the URL",
    "https://a.uz:99999": "Wrong port number specified in the URL",
    "https://a b.uz": "Disallowed character in URL host",
    "https://a{b}.uz": "Disallowed character in URL host",
    "tg://a.b": "Unallowed characters in URL host",
  }))
    assert.equal(await send("a", link(url)), `entity URL '${url}' is invalid: ${fault}`);
});

test("overlapping entities are not refused; the later one is dropped, or joined with one of its type", async (t) => {
  const send = await chat(t);
  const at = (type: string, offset: number, length: number) => ({ type, offset, length });
  const kept = async (...entities: object[]) => {
    const sent = await send("abcdefghij", entities);
    assert.ok(typeof sent === "object");
    return sent.entities;
  };
  assert.deepEqual(await kept(bold(0, 4), bold(2, 4), bold(6, 1)), [bold(0, 7)]);
  assert.deepEqual(await kept(at("code", 0, 4), at("pre", 2, 4)), [at("code", 0, 4)]);
  assert.deepEqual(await kept(at("blockquote", 0, 8), at("blockquote", 2, 2)), [at("blockquote", 0, 8)]);
  assert.deepEqual(await kept(at("blockquote", 0, 4), at("code", 2, 4)), [at("blockquote", 0, 4)]);
  assert.deepEqual(await kept(at("blockquote", 0, 4), at("code", 1, 2)), [
    at("blockquote", 0, 4),
    at("code", 1, 2),
  ]);
  assert.deepEqual(await kept(bold(0, 6), at("code", 2, 2)), [bold(0, 2), at("code", 2, 2), bold(4, 2)]);
});

test("of more than 100 entities the styles are dropped first, then the later ones", async (t) => {
  const send = await chat(t);
  const bolds = Array.from({ length: 120 }, (_, i) => bold(2 * i, 1));
  const sent = await send("a ".repeat(130), [...bolds, { type: "code", offset: 250, length: 1 }]);
  assert.ok(typeof sent === "object");
  assert.equal(sent.entities.length, 100);
  assert.equal(sent.entities.at(-1)?.type, "code");
  assert.equal(sent.entities.at(-2)?.offset, 2 * 98);
});
