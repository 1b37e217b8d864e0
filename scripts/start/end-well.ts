// Preloaded into the dashboard, for what Next leaves open at its end.
import { subscribe } from "node:diagnostics_channel";
import type { ServerResponse } from "node:http";

// When the supervisor is gone, nobody would ever stop it.
process.on("disconnect", () => process.exit(0));

// A page that is being looked at asks every few seconds, on a connection that its browser keeps: Next's server, which
// waits for connections to end, would wait as long as anyone looks.
let stopping = false;
process.once("SIGTERM", () => {
  stopping = true;
});
subscribe("http.server.request.start", (message) => {
  if (stopping) (message as { response: ServerResponse }).response.shouldKeepAlive = false;
});
