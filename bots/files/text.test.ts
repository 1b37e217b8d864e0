// Files of office programs, read in a process of their own: whatever is in them, nobody else waits for it.
import assert from "node:assert/strict";
import test from "node:test";
import { zipSync } from "fflate";
import {
  archiveOf as archive,
  cellOf as cell,
  docxOf as docx,
  paragraphOf as paragraph,
  xlsxOf as xlsx,
} from "../fixtures/office.ts";
import type { Readable } from "./recognise.ts";
import { FileHasNoText, textOfFile } from "./text.ts";

const never = new AbortController().signal;
const read = (bytes: Uint8Array, format: Readable, tenantId = "one", signal = never) =>
  textOfFile(bytes, format, { tenantId, signal });
const faultOf = (bytes: Uint8Array, format: Readable) =>
  read(bytes, format).then(
    () => null,
    (error: unknown) => (error instanceof FileHasNoText ? error.fault : String(error)),
  );
test("a document is read with its tables row by row, a workbook with its sheets, slides in their order", async () => {
  const row = ["non", "5 000"].map((text) => `<w:tc>${paragraph(text)}</w:tc>`).join("");
  const document = docx(`${paragraph("Narxlar")}<w:tbl><w:tr>${row}</w:tr></w:tbl>${paragraph("Қатиқ")}`);
  assert.equal((await read(document, "docx")).text, "Narxlar\nnon | 5 000\nҚатиқ");
  const rows = `<row r="1">${cell("A1", "nomi")}${cell("B1", "narxi")}</row><row r="2">${cell("A2", "non")}<c r="B2"><v>5000</v></c></row>`;
  assert.equal((await read(xlsx(rows), "xlsx")).text, "# Narxlar\nnomi\tnarxi\nnon\t5000");
  const slide = (text: string) => `<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:t>${text}</a:t></a:p></p:sld>`;
  const names = ["slide10", "slide2", "slide1"];
  const slides = archive(Object.fromEntries(names.map((name) => [`ppt/slides/${name}.xml`, slide(name)])));
  assert.equal((await read(slides, "slides")).text, "# 1\nslide1\n\n# 2\nslide2\n\n# 3\nslide10");
  const open = archive({
    "content.xml": `<o:d xmlns:o="o" xmlns:text="t"><text:h text:level="1">Bosh</text:h><text:p>matn</text:p></o:d>`,
  });
  assert.equal((await read(open, "opendocument")).text, "Bosh\nmatn");
});

test("what is empty, broken, old or has a password is told apart", async () => {
  const compound = (stream: string) =>
    Buffer.concat([
      Buffer.from("d0cf11e0a1b11ae1", "hex"),
      Buffer.alloc(500),
      Buffer.from(stream, "utf16le"),
    ]);
  assert.equal(await faultOf(compound("EncryptedPackage"), "docx"), "encrypted");
  assert.equal(await faultOf(compound("WordDocument"), "docx"), "old");
  const locked = Buffer.from(docx(paragraph("a")));
  locked.writeUInt16LE(1, 6);
  assert.equal(await faultOf(locked, "docx"), "encrypted");
  assert.equal(await faultOf(docx("").subarray(0, 200), "docx"), "broken");
  assert.equal(await faultOf(Buffer.from("no archive"), "xlsx"), "broken");
  assert.equal(await faultOf(Buffer.from("PK"), "slides"), "broken");
  assert.equal(await faultOf(archive({ "a.txt": "a" }), "opendocument"), "broken");
  assert.equal(await faultOf(docx(""), "docx"), "empty");
  assert.equal(await faultOf(new Uint8Array(), "docx"), "empty");
});

/** Paragraphs that take a hundred times the memory of the file. */
const slides = [`<p:sld xmlns:p="p" xmlns:a="a">`, Buffer.alloc(48_000_000, "<a:p>a</a:p>"), "</p:sld>"];
const bomb = zipSync(
  { "ppt/slides/slide1.xml": Buffer.concat(slides.map((each) => Buffer.from(each))) },
  { level: 1 },
);

test("a file that unpacks to more than there is room for is given up, and a neighbour's is read meanwhile", async () => {
  assert.ok(bomb.length < 2_000_000, `${bomb.length}`);
  const order: string[] = [];
  const note = (name: string) => (result: string | null) => {
    order.push(name);
    return result;
  };
  const bombs = Promise.all([1, 2].map((i) => faultOf(bomb, "slides").then(note(`bomb ${i}`))));
  const neighbour = read(docx(paragraph("salom")), "docx", "two").then(({ text }) => note("neighbour")(text));
  assert.equal(await neighbour, "salom");
  assert.deepEqual(await bombs, ["tooMuch", "tooMuch"]);
  assert.notEqual(order.at(-1), "neighbour", order.join());
  assert.ok(order.indexOf("neighbour") <= 1, order.join());
});

test("a turn that ends takes the process with it", async () => {
  const over = new AbortController();
  const reading = read(bomb, "slides", "three", over.signal);
  // It is started by then.
  setImmediate(() => over.abort(new Error("stopping")));
  await assert.rejects(reading, /stopping/);
});
