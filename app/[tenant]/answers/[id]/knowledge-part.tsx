import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import type { AnswerTrace } from "#lib/answers/trace.ts";

const row = "flex flex-wrap items-baseline gap-x-3 gap-y-0.5 py-2";
const quiet = "text-12 text-muted-foreground [overflow-wrap:anywhere]";

/** What of the bot's knowledge went with the question, and what the answer used of it. */
export async function KnowledgePart({ tenant, trace }: { tenant: string; trace: AnswerTrace }) {
  const { bot, knowledge } = trace;
  if (!knowledge) return null;
  const t = await getTranslations("answers.knowledge");
  const by = await getTranslations("knowledge.try.by");
  const percent = new Intl.NumberFormat(await getLocale(), { style: "percent" });
  const { sources, pieces, way, listed, failed, unknown } = knowledge;
  const named = new Map(sources.map((source) => [source.id, source]));
  const linkTo = (source: string) => (
    <Link
      className="underline-offset-4 hover:underline [overflow-wrap:anywhere]"
      href={`/${tenant}/bots/${bot.id}/knowledge/${source}`}
    >
      {named.get(source)?.name ?? t("gone")}
    </Link>
  );
  const table = listed && named.get(listed) ? [{ id: listed, used: named.get(listed)?.used ?? false }] : [];
  return (
    <section>
      <h2 className="mb-2 text-16">{t("title")}</h2>
      <p className="text-13 text-muted-foreground">
        {t(failed ? "failed" : `way.${way}`)} {unknown ? t("unknown") : null}
      </p>
      <ul className="mt-2 divide-y border-y text-13 empty:hidden">
        {pieces.map(({ id, heading, source, place, score, by: ways, used }) => (
          <li key={id} className={row}>
            <span className="min-w-0 [overflow-wrap:anywhere]">{heading}</span>
            <span className={quiet}>
              {linkTo(source)}
              {place ? ` · ${place}` : null}
            </span>
            <span className="ml-auto text-12 text-muted-foreground">
              {[used ? t("used") : [], ways.map((each) => by(each)).join(", "), percent.format(score)]
                .flat()
                .join(" · ")}
            </span>
          </li>
        ))}
        {[...table, ...(way === "whole" ? sources : [])].map(({ id, used }) => (
          <li key={id} className={row}>
            <span className="min-w-0">{linkTo(id)}</span>
            <span className="ml-auto text-12 text-muted-foreground">
              {[id === listed ? t("listed") : [], used ? t("used") : []].flat().join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
