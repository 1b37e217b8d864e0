import { AppError } from "#lib/errors.ts";
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
  let close: (() => void) | null = null;
  try {
    const entry = enter(person, (await params).tenant);
    if (!entry) return new Response(null, { status: 404 });
    close = openPulses(person.id, entry.context.tenantId);
    if (!close) return new Response(null, { status: 429, headers: { "retry-after": "5" } });
    const pulse = { ...(await pulseOf(entry.context)), email: person.email };
    return Response.json(pulse, { headers: { "cache-control": "no-store" } });
  } catch (error) {
    // Rendered again, the page leads to the second factor.
    if (error instanceof AppError && error.code === "factor_demanded")
      return new Response(null, { status: 404 });
    throw error;
  } finally {
    close?.();
  }
}
