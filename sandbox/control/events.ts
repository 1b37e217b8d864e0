import type { ServerResponse } from "node:http";
import type { Sandbox } from "../sandbox.ts";

/** Streams sandbox events as server-sent events until the client disconnects. */
export async function sendEvents({ events }: Sandbox, response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  response.write("retry: 1000\n\n");
  const stop = events.listen(({ type, data }) => {
    response.write(`data: ${JSON.stringify({ type, data })}\n\n`);
  });
  const beat = setInterval(() => response.write(": still here\n\n"), 15_000);
  response.once("close", () => {
    stop();
    clearInterval(beat);
  });
}
