// The built files, compressed once after the build as well as Brotli can. Next would compress them on each request, with gzip,
// which is an eighth larger.
import { globSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const compress = promisify(brotliCompress);
const PREFIX = "/_next/static/";
const documentHeaders = new Set([
  ...["content-security-policy", "cross-origin-opener-policy", "permissions-policy"],
  ...["referrer-policy", "x-frame-options"],
]);
const types: Record<string, string> = {
  js: "application/javascript; charset=UTF-8",
  css: "text/css; charset=UTF-8",
};

/** @param folder `static` of the build; each script and style sheet in it gets a `.br` beside it */
export async function compressBuilt(folder: string): Promise<void> {
  const files = globSync("**/*.{js,css}", { cwd: folder });
  await Promise.all(
    files.map(async (file) => {
      const content = await readFile(join(folder, file));
      const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
      await writeFile(join(folder, `${file}.br`), await compress(content, { params }));
    }),
  );
}

/**
 * @param folder as above
 * @returns points a request for a built file at its compressed form, where there is one and the browser takes it; Next
 * serves that with its own headers
 */
export function preferCompressed(
  folder: string,
): (request: IncomingMessage, response: ServerResponse) => void {
  const there = new Set(
    globSync("**/*.br", { cwd: folder }).map((file) => PREFIX + file.replaceAll("\\", "/")),
  );
  return (request, response) => {
    const { url = "", headers } = request;
    if (!url.startsWith(PREFIX)) return;
    const [path = "", query] = url.split("?");
    const compressed = `${path}.br`;
    const type = types[path.split(".").at(-1) ?? ""];
    if (!type || !there.has(compressed)) return;
    response.setHeader("vary", "Accept-Encoding");
    if (!/\bbr\b/.test(String(headers["accept-encoding"] ?? ""))) return;
    response.setHeader("content-type", type);
    response.setHeader("content-encoding", "br");
    // They say something of documents only, and are a third of a small file.
    const setHeader = response.setHeader.bind(response);
    response.setHeader = (name, value) =>
      documentHeaders.has(name.toLowerCase()) ? response : setHeader(name, value);
    request.url = query === undefined ? compressed : `${compressed}?${query}`;
  };
}
