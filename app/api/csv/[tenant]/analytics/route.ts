import { getTranslations } from "next-intl/server";
import { analyticsColumns, exportAnalytics } from "#lib/analytics/export.ts";
import { botNames } from "#lib/bots/names.ts";
import { readZone } from "#lib/people/zone.ts";
import { rangeIn } from "../../../../[tenant]/analytics/range.ts";
import { csvResponse } from "../../../csv-response.ts";
import { memberOf } from "../../../member.ts";

/** The figures of a period by hour or day and bot. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ tenant: string }> },
): Promise<Response> {
  const { tenant } = await params;
  const member = await memberOf(tenant, "viewAnalytics");
  if (member instanceof Response) return member;
  const { context } = member;
  const [t, zone, bots] = await Promise.all([
    getTranslations("analytics.csv"),
    readZone(context),
    botNames(context),
  ]);
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const range = rangeIn(query, zone, new Date());
  const heads = Object.fromEntries(analyticsColumns.map((name) => [name, t(name)])) as Record<
    (typeof analyticsColumns)[number],
    string
  >;
  const days = typeof range === "string" ? range : `${range.from}-${range.to}`;
  return csvResponse(exportAnalytics(context, { range, zone, bots, heads }), `${tenant}-${days}`);
}
