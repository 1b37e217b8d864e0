export const dynamic = "force-dynamic";

let stopping = false;
process.once("SIGTERM", () => {
  stopping = true;
});

/** Liveness only: the dashboard runs and is not shutting down. */
export const GET = (): Response =>
  stopping ? Response.json({ status: "stopping" }, { status: 503 }) : Response.json({ status: "ok" });
