export const dynamic = "force-dynamic";

/** The dashboard is alive: nothing more. */
export const GET = (): Response => Response.json({ status: "ok" });
