// A voice message for Telegram: Opus in Ogg, as RFC 3533 and RFC 7845 say, from sound as Gemini sends it.
import assert from "node:assert/strict";
import test from "node:test";
import { runAside } from "#lib/aside/aside.ts";
import { soundIn } from "#lib/gemini/speech.ts";
import { spokenOf } from "./speak.ts";

const HZ = 24_000;
const never = new AbortController().signal;

interface OggPage {
  flags: number;
  granule: number;
  number: number;
  segments: number;
}

function pagesOf(ogg: Buffer): OggPage[] {
  const pages: OggPage[] = [];
  for (let at = 0; at < ogg.length; ) {
    assert.equal(ogg.toString("latin1", at, at + 4), "OggS", `a page at ${at}`);
    const segments = ogg.readUInt8(at + 26);
    const sizes = ogg.subarray(at + 27, at + 27 + segments);
    const granule = Number(ogg.readBigUInt64LE(at + 6));
    pages.push({ flags: ogg.readUInt8(at + 5), granule, number: ogg.readUInt32LE(at + 18), segments });
    at += 27 + segments + sizes.reduce((sum, size) => sum + size, 0);
  }
  return pages;
}

test("three seconds of sound become three seconds of Opus, in numbered pages with a beginning and an end", async () => {
  const pcm = Buffer.alloc(2 * 3 * HZ);
  for (let i = 0; i < pcm.length / 2; i++) pcm.writeInt16LE(Math.round(9_000 * Math.sin(i / 9)), 2 * i);
  const options = { tenantId: "one", signal: never, args: [String(HZ)] };
  const ogg = await runAside(new URL("opus.ts", import.meta.url), pcm, options);
  const pages = pagesOf(ogg);
  assert.deepEqual(
    pages.map(({ number }) => number),
    pages.map((_, i) => i),
  );
  assert.deepEqual([pages[0]?.flags, pages.at(-1)?.flags], [2, 4]);
  assert.equal(pages.at(-1)?.granule, 3 * 48_000);
  assert.equal(ogg.toString("latin1", 28, 36), "OpusHead");
  assert.ok(ogg.length < 40_000 && ogg.length > 3_000, `${ogg.length}`);
});

test("Gemini's sound is read as raw samples in pieces, and as WAV; anything else is none", () => {
  const raw = (bytes: number[]) =>
    `audio/L16;codec=pcm;rate=16000 ${Buffer.from(bytes).toString("base64")}\n`;
  assert.deepEqual(soundIn(raw([1, 2]) + raw([3, 4])), { pcm: Buffer.from([1, 2, 3, 4]), hz: 16_000 });
  const wav = Buffer.alloc(48);
  wav.write("RIFF", 0);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt32LE(HZ, 24);
  wav.write("data", 36);
  wav.writeUInt32LE(4, 40);
  wav.set([5, 6, 7, 8], 44);
  assert.deepEqual(soundIn(`audio/wav ${wav.toString("base64")}\n`), {
    pcm: Buffer.from([5, 6, 7, 8]),
    hz: HZ,
  });
  for (const text of ["", "audio/mpeg AAAA\n", "salom", "audio/L16 \n"])
    assert.equal(soundIn(text), null, text);
});

test("what is better read than heard is not spoken: code, and more than two minutes", () => {
  assert.equal(spokenOf("**Salom**, [narx](https://a.uz)"), "Salom, narx");
  for (const markdown of ["```\na\n```", "a".repeat(1_201), " "]) assert.equal(spokenOf(markdown), null);
});
