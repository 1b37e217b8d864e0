import { getLocale } from "next-intl/server";
import { AppError } from "#lib/errors.ts";
import { can } from "#lib/people/can.ts";
import { type Entry, enter } from "#lib/people/tenants.ts";
import { readZone } from "#lib/people/zone.ts";
import { recordAsCsv } from "#lib/record/csv.ts";
import { recordFilterOf } from "../../../[tenant]/audit/filter.ts";
import { requestOrigin } from "../../../auth.ts";
import { currentPerson } from "../../../session.ts";

function entryOf(...given: Parameters<typeof enter>): Entry | null {
  try {
    return enter(...given);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** The tenant's record as a file, with the filters of its page. It is read while it is sent. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ tenant: string }> },
): Promise<Response> {
  const person = await currentPerson();
  if (!person) return new Response(null, { status: 401 });
  const entry = entryOf(person, (await params).tenant);
  if (!entry) return new Response(null, { status: 404 });
  if (!can(entry.context.role, "readRecord")) return new Response(null, { status: 403 });
  const context = { ...entry.context, from: await requestOrigin() };
  const zone = await readZone(context);
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const lines = recordAsCsv(context, recordFilterOf(query, zone), { locale: await getLocale(), zone });
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  const day = new Date().toISOString().slice(0, 10);
  return new Response(stream, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${entry.tenant.slug}-audit-${day}.csv"`,
      "cache-control": "no-store",
    },
  });
}
