// A question to the passkeys of the device that asks. For anybody: it says nothing of anybody.
import { askPasskey } from "#lib/people/passkeys.ts";

export async function POST(): Promise<Response> {
  return Response.json(await askPasskey(), { headers: { "cache-control": "no-store" } });
}
