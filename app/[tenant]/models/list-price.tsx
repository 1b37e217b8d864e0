"use client";
import { useTranslations } from "next-intl";
import type { ModelView } from "#lib/models/list.ts";
import { listPriceOf, priceSource } from "#lib/prices/list-prices.ts";
import { useNumbers } from "../../components/numbers.ts";
import { RelativeTime, useTimeWords } from "../../components/time.tsx";

/** The list price with its date and source, and who corrected it. */
export function ListPrice({ model }: { model: ModelView }) {
  const t = useTranslations("prices");
  const { dollars } = useNumbers();
  const { day } = useTimeWords();
  const list = listPriceOf(model.name);
  const { corrected } = model;
  return (
    <div className="grid gap-1 text-13 text-muted-foreground">
      <p>
        {list
          ? t.rich("list", {
              date: day(priceSource.asOf),
              input: dollars(list.input),
              output: dollars(list.output),
              link: (words) => (
                <a
                  className="underline underline-offset-4"
                  href={priceSource.url}
                  target="_blank"
                  rel="noreferrer"
                >
                  {words}
                </a>
              ),
            })
          : t("noList")}
      </p>
      {corrected ? (
        <p>
          {corrected.by ? t("correctedBy", { who: corrected.by }) : t("corrected")}{" "}
          <RelativeTime date={corrected.at} />.
        </p>
      ) : null}
    </div>
  );
}
