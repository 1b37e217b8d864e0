import { openApiDocument } from "#lib/api/openapi.ts";
import { env } from "#lib/env.ts";

export const dynamic = "force-dynamic";

/** What the API answers to, for programs: the same for everybody. */
export function GET(): Response {
  return Response.json(openApiDocument(env().PUBLIC_URL), { headers: { "cache-control": "no-cache" } });
}
