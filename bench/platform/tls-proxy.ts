// `node bench/platform/tls-proxy.ts TARGET_PORT CERTIFICATE KEY`: https in front of the sandbox, as Telegram has it.
import { readFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { createServer } from "node:tls";

const [target = "", cert = "", key = ""] = process.argv.slice(2);
const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (socket) => {
  const inner = connect(Number(target), "127.0.0.1");
  socket.pipe(inner).pipe(socket);
  socket.on("error", () => inner.destroy());
  inner.on("error", () => socket.destroy());
});
server.listen(0, "127.0.0.1", 4096, () => {
  console.log(`tls https://localhost:${(server.address() as AddressInfo).port}`);
});
process.once("disconnect", () => process.exit(0));
