"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ModelFigures } from "#lib/analytics/analytics.ts";
import { dollarPlacesOf, useNumbers } from "../../components/numbers.ts";
import { Cell, Head, HeadCell, Row, RowLink, Table } from "../../components/table.tsx";
import type { Given } from "../answers/filter.ts";
import { answersLink } from "./answers-link.ts";
import { FigureLink } from "./figure-link.tsx";
import { useMetricWords } from "./figures.ts";

interface Props {
  tenant: string;
  /** Whether this person may say what a model costs. */
  editable: boolean;
  models: (ModelFigures & { priced: boolean })[];
  /** The period. */
  span: Given;
}

/** The models that were asked, with what each of them cost, whoever answered in the end. */
export function ModelTable({ tenant, editable, models, span }: Props) {
  const t = useTranslations("analytics");
  const words = useMetricWords();
  const places = dollarPlacesOf(models.map(({ cost }) => cost));
  const { count, percent } = useNumbers();
  const figure = "text-right text-13 tabular-nums";
  return (
    <section>
      <h2 className="mb-3 text-16">{t("byModel")}</h2>
      <Table>
        <Head>
          <HeadCell>{t("head.model")}</HeadCell>
          <HeadCell className="w-28 text-right">{t("head.asked")}</HeadCell>
          <HeadCell className="w-32 text-right">{t("outcome.answered")}</HeadCell>
          <HeadCell className="w-44 text-right">{t("head.tokens")}</HeadCell>
          <HeadCell className="w-36 text-right">{t("head.speed")}</HeadCell>
          <HeadCell className="w-28 text-right">{t("head.cost")}</HeadCell>
        </Head>
        <tbody>
          {models.map((each) => {
            const { model, attempts, answered, inputTokens, outputTokens, firstTextMs, cost, priced } = each;
            const share = percent(answered / attempts);
            const [tried, given] = [
              { ...span, tried: model },
              { ...span, tried: model, class: "ok" },
            ];
            return (
              <Row key={model}>
                <Cell className="max-w-0 max-md:w-full">
                  <RowLink
                    href={answersLink(tenant, tried)}
                    prefetch={false}
                    className="block truncate font-mono text-13"
                  >
                    {model}
                  </RowLink>
                  <span className="block truncate text-12 text-muted-foreground md:hidden">
                    {t("asked", { count: attempts })} · {t("answeredShare", { share })}
                  </span>
                </Cell>
                <Cell className={`${figure} max-md:hidden`}>
                  <FigureLink tenant={tenant} filter={tried}>
                    {count(attempts)}
                  </FigureLink>
                </Cell>
                <Cell className={`${figure} max-md:hidden`}>
                  <FigureLink tenant={tenant} filter={given}>
                    {share}
                  </FigureLink>
                </Cell>
                <Cell className={`${figure} max-md:hidden`}>
                  <FigureLink tenant={tenant} filter={tried}>
                    {count(inputTokens)} · {count(outputTokens)}
                  </FigureLink>
                </Cell>
                <Cell className={`${figure} max-md:hidden`}>
                  <FigureLink tenant={tenant} filter={given}>
                    {words("speed", firstTextMs)}
                  </FigureLink>
                </Cell>
                <Cell className={`${figure} whitespace-nowrap`}>
                  {priced ? (
                    <FigureLink tenant={tenant} filter={tried}>
                      {words("cost", cost, places)}
                    </FigureLink>
                  ) : editable ? (
                    <Link
                      className="relative z-1 text-primary underline underline-offset-4 dark:text-foreground"
                      href={`/${tenant}/models?price=${encodeURIComponent(model)}`}
                    >
                      {t("setPrice")}
                    </Link>
                  ) : (
                    t("noPrice")
                  )}
                </Cell>
              </Row>
            );
          })}
        </tbody>
      </Table>
    </section>
  );
}
