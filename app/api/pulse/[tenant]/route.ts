import { pulseOf } from "#lib/live-config/pulse.ts";
import { enter } from "#lib/people/tenants.ts";
import { currentPerson } from "../../../session.ts";
import { openPulses } from "../open-pulses.ts";

/** What changed in the tenant: asked by every open page. */
export async function GET(
  _: Request,
  { params }: { params: Promise<{ tenant: string }> },
): Promise<Response> {
  const person = await currentPerson();
  if (!person) return new Response(null, { status: 401 });
  const entry = enter(person, (await params).tenant);
  if (!entry) return new Response(null, { status: 404 });
  const close = openPulses(person.id, entry.context.tenantId);
  if (!close) return new Response(null, { status: 429, headers: { "retry-after": "5" } });
  try {
    return Response.json(await pulseOf(entry.context), { headers: { "cache-control": "no-store" } });
  } finally {
    close();
  }
}
