"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { priceSource } from "#lib/prices/list-prices.ts";
import { useTimeWords } from "../../components/time.tsx";
import type { Given } from "../answers/filter.ts";
import { answersLink } from "./answers-link.ts";

const link = "underline underline-offset-4 decoration-border hover:decoration-current";

/** That costs are an estimate, by which prices, and what is not in them. */
export function PriceNote(props: {
  tenant: string;
  corrected: readonly string[];
  unpriced: number;
  span: Given;
}) {
  const { tenant, corrected, unpriced, span } = props;
  const t = useTranslations("analytics.note");
  const { day } = useTimeWords();
  return (
    <div className="grid max-w-2xl gap-1 text-13 text-muted-foreground">
      {unpriced > 0 ? (
        <p>
          <Link
            href={answersLink(tenant, { ...span, cost: "unknown" })}
            prefetch={false}
            className={`text-waiting ${link}`}
          >
            {t("unpriced", { count: unpriced })}
          </Link>
        </p>
      ) : null}
      <p>
        {t.rich("estimate", {
          date: day(priceSource.asOf),
          link: (words) => (
            <a className={link} href={priceSource.url} target="_blank" rel="noreferrer">
              {words}
            </a>
          ),
        })}{" "}
        {corrected.length > 0
          ? t.rich("corrected", {
              count: corrected.length,
              link: (words) => (
                <Link className={link} href={`/${tenant}/models`}>
                  {words}
                </Link>
              ),
            })
          : null}{" "}
        {t("free")}
      </p>
    </div>
  );
}
