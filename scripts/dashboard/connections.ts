// Connections are bounded. When there are too many, the address that has the most loses its oldest one, so that whoever
// has one or two never does.
import type { Server } from "node:http";
import type { Socket } from "node:net";

export function boundConnections(server: Server, most: number): void {
  const byAddress = new Map<string, Set<Socket>>();
  let count = 0;
  server.on("connection", (socket) => {
    const address = socket.remoteAddress ?? "";
    const own = byAddress.get(address) ?? new Set();
    byAddress.set(address, own.add(socket));
    count++;
    socket.once("close", () => {
      count--;
      own.delete(socket);
      if (own.size === 0) byAddress.delete(address);
    });
    if (count <= most) return;
    let largest = own;
    for (const each of byAddress.values()) if (each.size > largest.size) largest = each;
    const [oldest] = largest;
    oldest?.destroy();
  });
}
