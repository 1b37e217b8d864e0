// Preloaded into the dashboard so that Next's server stops promptly.
import { subscribe } from "node:diagnostics_channel";
import type { ServerResponse } from "node:http";

// Exit with the supervisor, since nothing else would stop this process.
process.on("disconnect", () => process.exit(0));

// An open page polls every few seconds over a keep-alive connection. Next's server waits for connections to close, so
// without this it would wait as long as the page is open.
let stopping = false;
process.once("SIGTERM", () => {
  stopping = true;
});
subscribe("http.server.request.start", (message) => {
  if (stopping) (message as { response: ServerResponse }).response.shouldKeepAlive = false;
});
