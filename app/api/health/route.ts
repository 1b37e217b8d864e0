export const dynamic = "force-dynamic";

let stopping = false;
process.once("SIGTERM", () => {
  stopping = true;
});

/** The dashboard is alive, and not about to end: nothing more. */
export const GET = (): Response =>
  stopping ? Response.json({ status: "stopping" }, { status: 503 }) : Response.json({ status: "ok" });
