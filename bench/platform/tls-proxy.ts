// `node bench/platform/tls-proxy.ts TARGET_PORT CERTIFICATE KEY`: https in front of the sandbox, over HTTP/2 and HTTP/1.1, as
// Telegram's nginx has it.
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";

const [target = "", cert = "", key = ""] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
const options = { cert: readFileSync(cert), key: readFileSync(key), allowHTTP1: true };
const server = createSecureServer(
  { ...options, settings: { maxConcurrentStreams: 128 } },
  (asked, answer) => {
    const { method, url: path, headers } = asked;
    const kept = Object.entries(headers).filter(([name]) => /^content-/.test(name));
    const inner = request(
      { port: Number(target), host: "127.0.0.1", method, path, agent, headers: Object.fromEntries(kept) },
      (response) => {
        answer.writeHead(response.statusCode ?? 502, { "content-type": response.headers["content-type"] });
        response.pipe(answer);
      },
    );
    inner.on("error", () => answer.destroy());
    answer.on("close", () => inner.destroy());
    asked.pipe(inner);
  },
);
server.on("sessionError", () => undefined);
server.listen(0, "127.0.0.1", 4096, () => {
  console.log(`tls https://localhost:${(server.address() as AddressInfo).port}`);
});
process.once("disconnect", () => process.exit(0));
