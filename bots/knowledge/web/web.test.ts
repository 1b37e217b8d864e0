// Pages and sites, on a server of this machine.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import test, { after, beforeEach } from "node:test";
import { gzipSync } from "node:zlib";
import { db } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import { UnreadableSource } from "#lib/knowledge/faults.ts";
import { addPage, readAgain } from "#lib/knowledge/sources.ts";
import { within } from "#test/within.ts";
import { claimReadings, releaseReading } from "../claims.ts";
import { beginDue } from "../due.ts";
import { makeKnowing, newestOf, piecesOf, readAll } from "../fixtures/reading.ts";
import { fetchPublic } from "./fetch.ts";
import type { Robots } from "./robots.ts";
import { locationsIn, pagesOfSite } from "./sitemap.ts";

type Answer = string | { status?: number; headers?: Record<string, string>; body?: string | Buffer };
let site: Record<string, Answer | RequestListener> = {};
let asked: string[] = [];
const server = createServer((request, response) => {
  const path = request.url ?? "";
  asked.push(path);
  const answer = site[path];
  if (typeof answer === "function") return answer(request, response);
  if (answer === undefined) return response.writeHead(404).end();
  const { status = 200, headers = {}, body = "" } = typeof answer === "string" ? { body: answer } : answer;
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", ...headers }).end(body);
});
await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
after(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  env().PAGES_PRIVATE_ADDRESSES = true;
  [site, asked] = [{}, []];
});

const page = (text: string, title = "Sahifa") => `<title>${title}</title><main><p>${text}</p></main>`;
const sitemap = (...paths: string[]) =>
  `<?xml version="1.0"?><urlset>${paths.map((path) => `<url><loc>${at(path)}</loc></url>`).join("")}</urlset>`;

async function read(path: string, isSite = false) {
  const { context, botId } = await makeKnowing();
  const { id } = await addPage(context, botId, { url: at(path), site: isSite, everyHours: 24 });
  await readAll();
  return { context, id, newest: await newestOf(id), pieces: await piecesOf(id) };
}

test("a page is read with its address, and its title where it has no heading", async () => {
  site["/narx"] = page("Non 5 000 soʻm", "Narxlar");
  const { newest, pieces } = await read("/narx");
  assert.deepEqual([newest.state, newest.fault], ["ready", null]);
  assert.deepEqual(
    pieces.map(({ heading, text, place }) => [heading, text, place]),
    [["Narxlar", "Non 5 000 soʻm", at("/narx")]],
  );
  assert.equal(
    await db.sourceFile.count({ where: { versionId: newest.id } }),
    0,
    "what was fetched is not kept",
  );
});

test("a site's pages are those of its sitemap, one that is named in robots.txt too; a page that fails is left out", async () => {
  site["/robots.txt"] = `User-agent: *\nDisallow: /yopiq/\nSitemap: ${at("/map.xml")}`;
  site["/map.xml"] = `<sitemapindex><sitemap><loc>${at("/part.xml.gz")}</loc></sitemap></sitemapindex>`;
  site["/part.xml.gz"] = { body: gzipSync(sitemap("/a", "/yopiq/b", "/gone", "/rasm.jpg", "/c")) };
  Object.assign(site, { "/a": page("Birinchi"), "/yopiq/b": page("Sir"), "/c": page("Uchinchi") });
  const { newest, pieces } = await read("/", true);
  assert.deepEqual(
    pieces.map(({ text }) => text),
    ["Birinchi", "Uchinchi"],
  );
  assert.equal(newest.state, "ready");
  assert.ok(!asked.includes("/yopiq/b") && !asked.includes("/rasm.jpg"));
});

test("what stands on most pages is kept once", async () => {
  const paths = Array.from({ length: 6 }, (_, i) => `/${i}`);
  site["/sitemap.xml"] = sitemap(...paths);
  for (const path of paths) site[path] = `<p>Telefon: 71 200 00 00</p><p>Mahsulot ${path}</p>`;
  const { pieces } = await read("/", true);
  const lines = pieces.flatMap(({ text }) => text.split("\n"));
  assert.equal(lines.filter((line) => line.startsWith("Telefon")).length, 1);
  assert.equal(lines.filter((line) => line.startsWith("Mahsulot")).length, 6);
});

test("one that cannot be read says why", async () => {
  const faults: [string, boolean, Record<string, Answer>, string][] = [
    ["/no", false, {}, "missing"],
    ["/a", false, { "/a": { status: 403 } }, "refused"],
    ["/a", false, { "/a": { status: 502 } }, "siteFailed"],
    ["/a", false, { "/a": { headers: { "content-type": "image/png" }, body: "x" } }, "noPage"],
    ["/a", false, { "/a": "<script>only()</script>" }, "empty"],
    ["/a", false, { "/robots.txt": "User-agent: *\nDisallow: /", "/a": page("Non") }, "robots"],
    ["/a", false, { "/robots.txt": { status: 503 }, "/a": page("Non") }, "siteFailed"],
    ["/a", false, { "/a": { status: 302, headers: { location: "/a" } } }, "unreachable"],
    ["/", true, { "/": page("Non") }, "noSitemap"],
  ];
  for (const [path, isSite, answers, fault] of faults) {
    site = answers;
    const { newest } = await read(path, isSite);
    assert.equal(newest.fault, fault, `${path} ${JSON.stringify(answers)}`);
  }
});

test("no request goes into a private network: by its address, its name, a redirect or robots.txt", async () => {
  env().PAGES_PRIVATE_ADDRESSES = false;
  const { port } = server.address() as AddressInfo;
  const signal = new AbortController().signal;
  const isPrivate = (error: unknown) => error instanceof UnreadableSource && error.fault === "private";
  for (const host of [
    "127.0.0.1",
    "localhost",
    "2130706433",
    "0x7f.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "10.0.0.1",
    "169.254.169.254",
  ])
    await assert.rejects(fetchPublic(`http://${host}:${port}/`, { bytes: 9, signal }), isPrivate, host);
  assert.equal(asked.length, 0);
  assert.equal((await read("/a")).newest.fault, "private");
  // From a public address, which this machine has none of: private ones are refused from the redirect on.
  site["/away"] = (_, response) => {
    env().PAGES_PRIVATE_ADDRESSES = false;
    response.writeHead(302, { location: at("/secret") }).end();
  };
  site["/secret"] = page("Sir");
  env().PAGES_PRIVATE_ADDRESSES = true;
  await assert.rejects(fetchPublic(at("/away"), { bytes: 999, signal }), isPrivate);
  assert.ok(!asked.includes("/secret"));
});

test("a page that has no end, or unpacks to too much, is given up", async () => {
  const signal = new AbortController().signal;
  const isTooMuch = (error: unknown) => error instanceof UnreadableSource && error.fault === "tooMuch";
  site["/endless"] = (_, response) => {
    const more = () => response.write(Buffer.alloc(65_536, "x")) && setImmediate(more);
    response.on("drain", more);
    more();
  };
  site["/bomb"] = { headers: { "content-encoding": "gzip" }, body: gzipSync(Buffer.alloc(20_000_000)) };
  for (const path of ["/endless", "/bomb"])
    await assert.rejects(fetchPublic(at(path), { bytes: 1_000_000, signal }), isTooMuch, path);
});

test("a page is read again when it is due: one that has not changed keeps its version, a changed one is served", async () => {
  site["/a"] = page("Non 5 000");
  const { id, newest } = await read("/a");
  const due = () => db.source.update({ where: { id }, data: { readAgainAt: new Date(0) } });
  site["/a"] = page("Non 5 000").replace("<main>", "<!-- 12:05 --><main>");
  await due();
  await beginDue();
  await beginDue();
  assert.equal(await db.sourceVersion.count({ where: { sourceId: id } }), 2);
  await readAll();
  const same = await newestOf(id);
  assert.equal(same.id, newest.id);
  assert.ok(Number(same.readyAt) > Number(newest.readyAt));
  site["/a"] = page("Non 6 000");
  await due();
  await beginDue();
  await readAll();
  assert.deepEqual(
    (await piecesOf(id)).map(({ text }) => text),
    ["Non 6 000"],
  );
  site = {};
  await due();
  await beginDue();
  await readAll();
  assert.equal((await newestOf(id)).fault, "missing");
  assert.deepEqual(
    (await piecesOf(id)).map(({ text }) => text),
    ["Non 6 000"],
    "what was known stays",
  );
  const { readAgainAt } = await db.source.findUniqueOrThrow({ where: { id } });
  assert.ok(Number(readAgainAt) > Date.now(), "it is tried again at its time");
});

test("a site that was interrupted goes on with the page behind the last one that was fetched", async () => {
  site["/sitemap.xml"] = sitemap("/1", "/2", "/3");
  Object.assign(site, { "/1": page("Bir"), "/2": page("Ikki"), "/3": page("Uch") });
  const { context, botId } = await makeKnowing();
  const { id } = await addPage(context, botId, { url: at("/"), site: true });
  const { id: versionId } = await newestOf(id);
  const { tenantId } = context;
  const kept = [
    { pages: [at("/1"), at("/2"), at("/3")], more: false },
    { url: at("/1"), format: "html", body: page("Bir") },
  ];
  for (const [position, each] of kept.entries())
    await db.sourceFile.create({
      data: { tenantId, versionId, position, bytes: Buffer.from(JSON.stringify(each)) },
    });
  await db.sourceVersion.update({
    where: { id: versionId },
    data: { state: "reading", workerId: randomUUID(), until: new Date(0) },
  });
  await readAll();
  assert.deepEqual(
    (await piecesOf(id)).map(({ text }) => text),
    ["Bir", "Ikki", "Uch"],
  );
  assert.deepEqual(
    asked.filter((path) => /^\/\d/.test(path)),
    ["/2", "/3"],
  );
});

test("a member may have it read again at once", async () => {
  site["/a"] = page("Non 5 000");
  const { context, id } = await read("/a");
  site["/a"] = page("Non 7 000");
  await readAgain(context, id);
  const [claim] = await claimReadings(randomUUID(), 1, { takeOver: true, busy: [] });
  assert.ok(claim);
  await releaseReading(claim, null);
  await readAll();
  assert.deepEqual(
    (await piecesOf(id)).map(({ text }) => text),
    ["Non 7 000"],
  );
});

test("addresses of a sitemap are read whatever stands around them, in time that grows with its length", () => {
  const xml =
    "<loc> https://a.uz/?a=1&amp;b=2 </loc><loc> </loc><loc><![CDATA[https://a.uz/c]]></loc><loc>cut";
  assert.deepEqual([...locationsIn(xml)], ["https://a.uz/?a=1&b=2", "https://a.uz/c"]);
  const startedAt = performance.now();
  for (const long of [`<loc>${" ".repeat(5_000_000)}`, "<loc>".repeat(1_000_000)])
    assert.deepEqual([...locationsIn(long)], []);
  assert.ok(performance.now() - startedAt < within(4_000));
});

test("while a site's pages are chosen all bots go on answering, and it ends however long its list and its rules are", async (t) => {
  site["/sitemap.xml"] = sitemap(...Array.from({ length: 3_000 }, (_, n) => `/${n}`));
  // Time passes only in the comparisons, each of which takes 4 ms.
  let [compared, now, turns] = [0, 0, 0];
  t.mock.method(performance, "now", () => now);
  const slow: Robots = {
    ...{ sitemaps: [], pauseMs: 0 },
    allows() {
      compared++;
      now += 4;
      return false;
    },
  };
  let turning = setImmediate(function turn() {
    turns++;
    turning = setImmediate(turn);
  });
  const chosen = pagesOfSite(at("/"), slow, new AbortController().signal);
  await assert.rejects(chosen, (error) => error instanceof UnreadableSource && error.fault === "tooMuch");
  clearImmediate(turning);
  assert.ok(compared < 1_000 && turns > 100, `${compared} compared in ${turns} turns`);
});

test("a robots.txt with more rules than can be compared forbids the page, and a hostile one takes no time", async () => {
  Object.assign(site, {
    "/a": page("Bir"),
    "/robots.txt": `User-agent: *\nDisallow: ${"*a".repeat(20_000)}b`,
  });
  const startedAt = performance.now();
  const { newest } = await read(`/a?${"a".repeat(1_900)}`);
  assert.equal(newest.fault, "robots");
  assert.ok(performance.now() - startedAt < within(2_000));
});
