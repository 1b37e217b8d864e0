import { getTranslations } from "next-intl/server";
import { answerColumns, exportAnswers } from "#lib/answers/export.ts";
import { botNames } from "#lib/bots/names.ts";
import { readZone } from "#lib/people/zone.ts";
import { filterOf, givenIn } from "../../../../[tenant]/answers/filter.ts";
import { csvResponse } from "../../../csv-response.ts";
import { memberOf } from "../../../member.ts";

/** The answers that the list's filters find. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ tenant: string }> },
): Promise<Response> {
  const { tenant } = await params;
  const member = await memberOf(tenant, "viewAnswers");
  if (member instanceof Response) return member;
  const { context } = member;
  const [t, zone, bots] = await Promise.all([
    getTranslations("answers.csv"),
    readZone(context),
    botNames(context),
  ]);
  const given = givenIn(Object.fromEntries(new URL(request.url).searchParams));
  const filter = filterOf(given, { bots, zone });
  const heads = Object.fromEntries(answerColumns.map((name) => [name, t(name)])) as Record<
    (typeof answerColumns)[number],
    string
  >;
  return csvResponse(exportAnswers(context, { filter, zone, heads }), `${tenant}-answers`);
}
