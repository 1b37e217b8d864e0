import { getLocale } from "next-intl/server";
import { readZone } from "#lib/people/zone.ts";
import { recordAsCsv } from "#lib/record/csv.ts";
import { recordFilterOf } from "../../../[tenant]/audit/filter.ts";
import { csvResponse } from "../../csv-response.ts";
import { memberOf } from "../../member.ts";

/** The tenant's record as a file, with the filters of its page. It is read while it is sent. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ tenant: string }> },
): Promise<Response> {
  const member = await memberOf((await params).tenant, "readRecord");
  if (member instanceof Response) return member;
  const { context } = member;
  const zone = await readZone(context);
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const lines = recordAsCsv(context, recordFilterOf(query, zone), { locale: await getLocale(), zone });
  return csvResponse(lines, `${member.tenant.slug}-audit-${new Date().toISOString().slice(0, 10)}`);
}
