import { publicReadiness } from "#lib/live-config/readiness.ts";

export const dynamic = "force-dynamic";

/** Readiness: all that an answer needs is available; a 503 names what is not. */
export async function GET(): Promise<Response> {
  const checks = await publicReadiness();
  const ready = checks.every(({ ok }) => ok);
  return Response.json(
    { ready, checks },
    { status: ready ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}
