import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { compressBuilt, preferCompressed } from "./compressed.ts";

async function built(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "built-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "a.js"), "const a = 1;".repeat(100));
  writeFileSync(join(folder, "font.woff2"), "font");
  await compressBuilt(folder);
  const prefer = preferCompressed(folder);
  /** Where the request then leads, and what the answer carries; Next adds its own header. */
  return (url: string, accepted?: string) => {
    const request = {
      url,
      headers: accepted ? { "accept-encoding": accepted } : {},
    } as unknown as IncomingMessage;
    const sent = new Map<string, unknown>();
    const response = { setHeader: (name: string, value: unknown) => sent.set(name.toLowerCase(), value) };
    prefer(request, response as unknown as ServerResponse);
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Cache-Control", "immutable");
    return { url: request.url, sent };
  };
}

test("a built file is served in its compressed form to whoever takes that, with the type of the file itself", async (t) => {
  const ask = await built(t);
  const { url, sent } = ask("/_next/static/a.js?v=1", "gzip, br");
  assert.equal(url, "/_next/static/a.js.br?v=1");
  assert.equal(sent.get("content-encoding"), "br");
  assert.match(String(sent.get("content-type")), /^application\/javascript/);
  assert.equal(sent.get("vary"), "Accept-Encoding");
  assert.equal(sent.get("cache-control"), "immutable");
  assert.ok(!sent.has("x-frame-options"), "says nothing of a script");
});

test("who takes no Brotli, what is not compressed and what is not built are served as they are", async (t) => {
  const ask = await built(t);
  for (const [path, accepted] of [
    ["/_next/static/a.js", "gzip"],
    ["/_next/static/a.js", undefined],
    ["/_next/static/font.woff2", "br"],
    ["/_next/static/b.js", "br"],
    ["/a.js", "br"],
  ] as const) {
    const { url, sent } = ask(path, accepted);
    assert.equal(url, path);
    assert.ok(!sent.has("content-encoding"));
    assert.equal(sent.get("x-frame-options"), "DENY");
  }
});
