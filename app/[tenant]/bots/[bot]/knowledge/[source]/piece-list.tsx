"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReadPiece } from "#lib/knowledge/view.ts";
import { PageTurns } from "../../../../../components/page-turns.tsx";
import { PausedSearch } from "../../../../../components/search-input.tsx";
import { usePlace } from "../use-place.ts";
import { usePagedSearch } from "./paged-search.ts";

interface Props {
  pieces: readonly ReadPiece[];
  total: number;
  more: boolean;
  from: number;
  search: string;
}

/** The parts of a source as bots read them. */
export function PieceList({ pieces, total, more, from, search }: Props) {
  const t = useTranslations("knowledge.source");
  const { to, find } = usePagedSearch(search);
  const placeOf = usePlace();
  const isEmpty = total === 0 && search === "";
  return (
    <section aria-labelledby="parts">
      <div className="mb-3 flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 id="parts" className="text-16">
            {t("parts")}
          </h2>
          <p className="text-13 text-muted-foreground">{t(isEmpty ? "nothing" : "partsIntro")}</p>
        </div>
        {isEmpty ? null : (
          <PausedSearch label={t("search")} typed={search} onSearch={find} className="w-full sm:w-64" />
        )}
      </div>
      {pieces.length === 0 && !isEmpty ? (
        <p className="py-6 text-13 text-muted-foreground">{t("none")}</p>
      ) : null}
      <ol className="divide-y border-y empty:hidden">
        {pieces.map(({ id, heading, text, place }) => (
          <li key={id} className="grid gap-x-8 gap-y-1 py-4 md:grid-cols-[minmax(0,1fr)_10rem]">
            <div className="min-w-0 max-w-prose">
              {heading ? (
                <p className="mb-1 font-medium text-13 [overflow-wrap:anywhere]">{heading}</p>
              ) : null}
              <p className="whitespace-pre-line text-13 [overflow-wrap:anywhere]">{text}</p>
            </div>
            {place ? (
              <p className="text-12 text-muted-foreground [overflow-wrap:anywhere] md:text-right">
                {/^https?:/.test(place) ? (
                  <Link href={place} target="_blank" rel="noreferrer" className="hover:underline">
                    {placeOf(place)}
                  </Link>
                ) : (
                  placeOf(place)
                )}
              </p>
            ) : null}
          </li>
        ))}
      </ol>
      <PageTurns
        label={t("parts")}
        first={from > 0 ? { href: to(0), label: t("first") } : null}
        next={more ? { href: to(from + pieces.length), label: t("next") } : null}
      />
    </section>
  );
}
