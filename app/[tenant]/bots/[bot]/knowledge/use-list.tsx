"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { KnowledgeUse } from "#lib/knowledge/use.ts";
import { Button } from "../../../../components/button.tsx";
import { useNumbers } from "../../../../components/numbers.ts";
import { SourceIcon } from "./source-look.tsx";

/** Sources that are shown of either kind at first. */
const FEW = 8;

/** What goes into answers most, and which sources never do. */
export function KnowledgeUseList({ at, use }: { at: string; use: KnowledgeUse }) {
  const t = useTranslations("knowledge.use");
  const { days, answers, pieces, sources } = use;
  const used = sources.filter(({ count }) => count > 0);
  // Small knowledge goes along wholly, so that only its sources are told apart.
  const most =
    pieces.length > 0 ? pieces : used.slice(0, FEW).map((each) => ({ ...each, sourceId: each.id }));
  const never = sources.filter(({ count }) => count === 0);
  const numbers = useNumbers();
  const [areAll, setAll] = useState(false);
  const shown = areAll ? never : never.slice(0, FEW);
  const best = most[0]?.count ?? 1;
  return (
    <section aria-labelledby="used">
      <h2 id="used" className="text-16">
        {t("title")}
      </h2>
      <p className="mt-0.5 text-13 text-muted-foreground">
        {answers > 0 ? t("intro", { days }) : t("nothing")}
      </p>
      {answers > 0 ? (
        <div className="mt-3 grid gap-x-10 gap-y-6 sm:grid-cols-2">
          <div className="min-w-0">
            <h3 className="mb-1 font-medium text-13">{t("most")}</h3>
            <ol className="-mx-2 grid gap-0.5">
              {most.map(({ id, name, count, sourceId }) => (
                <li key={id} className="relative">
                  <span
                    aria-hidden
                    className="absolute inset-y-0 left-0 rounded-md bg-primary-soft"
                    style={{ width: `${Math.max(4, (count / best) * 100)}%` }}
                  />
                  <span className="relative flex items-center justify-between gap-3 px-2 py-1.5 text-13">
                    <Link
                      href={`${at}/${sourceId}`}
                      prefetch={false}
                      className="min-w-0 truncate hover:underline"
                    >
                      {name}
                    </Link>
                    <span className="shrink-0 text-12 tabular-nums">{t("times", { count })}</span>
                  </span>
                </li>
              ))}
            </ol>
          </div>
          {never.length > 0 ? (
            <div className="min-w-0">
              <h3 className="font-medium text-13">{t("never")}</h3>
              <p className="mb-1 text-12 text-muted-foreground">{t("neverHelp")}</p>
              <ul>
                {shown.map(({ id, name, kind }) => (
                  <li key={id}>
                    <Link
                      href={`${at}/${id}`}
                      prefetch={false}
                      className="flex items-center gap-2 py-1.5 text-13 hover:underline"
                    >
                      <SourceIcon kind={kind} small />
                      <span className="min-w-0 truncate">{name}</span>
                    </Link>
                  </li>
                ))}
              </ul>
              {never.length > shown.length ? (
                <Button variant="ghost" size="sm" className="mt-1 -ml-3" onClick={() => setAll(true)}>
                  {t("all", { count: numbers.count(never.length) })}
                </Button>
              ) : null}
            </div>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}
