import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import test, { after } from "node:test";
import { TelegramError } from "telegraf";
import { until } from "#test/until.ts";
import type { Treatment } from "../files/recognise.ts";
import { fakeTelegram } from "../fixtures/updates.ts";
import { Hold } from "../queue/hold.ts";
import { Pacer } from "../telegram/pacer.ts";
import { FileFault, FileTooLarge, readFiles } from "./file.ts";

const MB = 1024 * 1024;
/** Content of each path; a number: only this content-length is announced; -1: the connection breaks; ENDLESS: no end. */
const files = new Map<string, Buffer | number>();
const ENDLESS = -2;
/** What endless files have sent, and how many downloads are under way. */
let [bytesSent, underWay] = [0, 0];
const server = createServer((request, response) => {
  underWay++;
  response.on("close", () => underWay--);
  const file = files.get(request.url ?? "");
  if (file === ENDLESS) return sendEndlessly(response);
  if (file === undefined) return response.writeHead(404).end();
  if (file === -1) return request.socket.destroy();
  if (typeof file === "number") return response.writeHead(200, { "content-length": file }).write("x");
  response.end(file);
}).listen(0, "127.0.0.1");
function sendEndlessly(response: ServerResponse): void {
  const piece = Buffer.alloc(MB);
  const more = () => {
    while (!response.destroyed && bytesSent < 200 * MB) {
      bytesSent += MB;
      if (!response.write(piece)) break;
    }
  };
  response.on("drain", more);
  more();
}
await once(server, "listening");
process.env.TELEGRAM_API_ROOT = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
after(() => {
  server.closeAllConnections();
  server.close();
});

const image: Treatment = { as: "file", mimeType: "image/png" };

function read(
  sizes: (number | null)[],
  describe?: string,
  signal = new AbortController().signal,
  treatment = image,
) {
  const { telegram, calls } = fakeTelegram(({ file_id }) => {
    if (describe) throw new TelegramError({ error_code: 400, description: describe });
    return { file_path: `docs/${file_id}` };
  });
  const chat = {
    telegram,
    pacer: new Pacer(),
    chatId: 7,
    threadId: 0,
    signal,
    hold: new Hold(Number.POSITIVE_INFINITY),
  };
  const refs = sizes.map((size, i) => ({ fileId: `f${i}`, name: `${i}`, treatment, size }));
  return { reading: readFiles(chat, refs, "tenant"), calls };
}
const holds = (i: number, file: Buffer | number) => files.set(`/file/bot1:token/docs/f${i}`, file);

test("files are returned in base64, in order", async () => {
  holds(0, Buffer.from("salom"));
  holds(1, Buffer.from("alik"));
  const { reading, calls } = read([null, 4]);
  const texts = await Promise.all(
    (await reading).map(async (part) => {
      const data = "inlineData" in part ? part.inlineData.data : "";
      return Buffer.from(await (data as Blob).text(), "base64").toString();
    }),
  );
  assert.deepEqual(texts, ["salom", "alik"]);
  assert.deepEqual(calls, [
    { method: "getFile", file_id: "f0" },
    { method: "getFile", file_id: "f1" },
  ]);
});

test("files that are 14 MB together are read; a byte more is too large, and is not asked for", async () => {
  holds(0, Buffer.alloc(5));
  holds(1, Buffer.alloc(5));
  assert.equal((await read([7 * MB, 7 * MB]).reading).length, 2);
  const { reading, calls } = read([7 * MB, 7 * MB + 1]);
  await assert.rejects(reading, FileTooLarge);
  assert.deepEqual(calls, []);
});

test("ten files are read; one more is too many, however small they are", async () => {
  for (let i = 0; i < 10; i++) holds(i, Buffer.alloc(1));
  const sizes = Array.from({ length: 10 }, () => 1);
  assert.equal((await read(sizes).reading).length, 10);
  await assert.rejects(read([...sizes, 1]).reading, FileTooLarge);
});

test("a file of unknown size is too large by its content-length, before it is read", async () => {
  holds(0, 14 * MB + 1);
  await assert.rejects(read([null]).reading, FileTooLarge);
  holds(0, Buffer.alloc(14 * MB));
  assert.equal((await read([null]).reading).length, 1);
});

test("a download that breaks has no answer; one whose turn ends is not waited for", async () => {
  holds(0, -1);
  await assert.rejects(read([null]).reading, /no answer/);
  holds(0, 5);
  const stopping = new AbortController();
  const { reading } = read([null], undefined, stopping.signal);
  setTimeout(() => stopping.abort(new Error("stopping")), 50);
  await assert.rejects(reading);
});

test("files of unknown size that are too large together are refused; exactly 14 MB are not", async () => {
  holds(0, Buffer.alloc(8 * MB));
  holds(1, Buffer.alloc(6 * MB));
  assert.equal((await read([null, null]).reading).length, 2);
  holds(1, Buffer.alloc(6 * MB + 1));
  await assert.rejects(read([null, null]).reading, FileTooLarge);
});

test("without a content-length, reading stops where the files are too large, and with it the other downloads", async () => {
  holds(0, ENDLESS);
  holds(1, 5);
  await assert.rejects(read([null, null]).reading, FileTooLarge);
  await until("both downloads have ended", () => underWay === 0);
  assert.ok(bytesSent < 100 * MB, `${bytesSent}`);
});

test("a file that Telegram calls too big is too large; other errors are thrown without the address", async () => {
  await assert.rejects(read([null], "Bad Request: file is too big").reading, FileTooLarge);
  await assert.rejects(read([null], "Bad Request: wrong file_id").reading, TelegramError);
  files.clear();
  await assert.rejects(read([null]).reading, (error: Error) => {
    assert.ok(!(error instanceof FileTooLarge));
    assert.match(error.message, /404/);
    assert.doesNotMatch(error.message, /token/);
    return true;
  });
});

const text: Treatment = { as: "text", format: "text" };
const readAs = (treatment: Treatment, size: number | null = null) =>
  read([size], undefined, new AbortController().signal, treatment).reading;

test("a file that no model takes comes as its text below its name; the letters of Windows are read too", async () => {
  holds(0, Buffer.from("non;5000\nқатиқ;12000"));
  assert.deepEqual(await readAs(text), [{ text: "The file “0”:\nnon;5000\nқатиқ;12000" }]);
  holds(0, Buffer.from([0xd1, 0xee, 0xeb, 0xfc]));
  assert.deepEqual(await readAs(text), [{ text: "The file “0”:\nСоль" }]);
  holds(0, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("narx", "utf16le")]));
  assert.deepEqual(await readAs(text), [{ text: "The file “0”:\nnarx" }]);
});

test("of more text than a model should get, the beginning is read, and the model hears that there is more", async () => {
  holds(0, Buffer.from("a".repeat(300_000)));
  const [part] = await readAs(text);
  const { text: read } = part as { text: string };
  assert.equal(read.match(/a/g)?.length, 200_000);
  assert.match(read, /\[The rest of the file is left out\.\]$/);
});

test("an empty file and one that is not what it says to be are faults of that file, never sent to a model", async () => {
  const faultOf = async (treatment: Treatment, content: Buffer) => {
    holds(0, content);
    const error = await readAs(treatment).catch((error: unknown) => error);
    return error instanceof FileFault ? error.fault : null;
  };
  assert.equal(await faultOf(image, Buffer.alloc(0)), "empty");
  assert.equal(await faultOf(text, Buffer.from(" \n")), "empty");
  assert.equal(await faultOf(text, Buffer.alloc(100)), "broken");
  const pdf: Treatment = { as: "file", mimeType: "application/pdf" };
  assert.equal(await faultOf(pdf, Buffer.from("no PDF")), "broken");
  assert.equal(await faultOf(pdf, Buffer.from("\n%PDF-1.7 …")), null);
});

test("Telegram gives no file over 20 MB: it is not asked for one", async () => {
  await assert.rejects(readAs(text, 20 * MB + 1), (error: FileTooLarge) => error.each);
  await assert.rejects(readAs(image, 15 * MB), (error: FileTooLarge) => !error.each);
  holds(0, Buffer.from("a"));
  assert.equal((await readAs(text, 20 * MB)).length, 1);
});
