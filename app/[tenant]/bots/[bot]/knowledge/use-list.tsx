"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { KnowledgeUse } from "#lib/knowledge/use.ts";
import { SourceIcon } from "./source-look.tsx";

/** What goes with answers most, and which sources never do. */
export function KnowledgeUseList({ at, use }: { at: string; use: KnowledgeUse }) {
  const t = useTranslations("knowledge.use");
  const { days, pieces, unused } = use;
  const most = pieces[0]?.count ?? 1;
  return (
    <section aria-labelledby="used">
      <h2 id="used" className="text-16">
        {t("title")}
      </h2>
      <p className="mt-0.5 text-13 text-muted-foreground">
        {pieces.length > 0 ? t("intro", { days }) : t("nothing")}
      </p>
      {pieces.length > 0 ? (
        <div className="mt-3 grid gap-x-10 gap-y-6 sm:grid-cols-2">
          <div className="min-w-0">
            <h3 className="mb-1 font-medium text-13">{t("most")}</h3>
            <ol className="grid gap-0.5">
              {pieces.map(({ id, name, count, sourceId }) => (
                <li key={id} className="relative">
                  <span
                    aria-hidden
                    className="absolute inset-y-0 left-0 rounded-md bg-primary-soft"
                    style={{ width: `${Math.max(4, (count / most) * 100)}%` }}
                  />
                  <span className="relative flex items-center justify-between gap-3 px-2 py-1.5 text-13">
                    <Link
                      href={`${at}/${sourceId}`}
                      prefetch={false}
                      className="min-w-0 truncate hover:underline"
                    >
                      {name}
                    </Link>
                    <span className="shrink-0 text-12 text-muted-foreground tabular-nums">
                      {t("times", { count })}
                    </span>
                  </span>
                </li>
              ))}
            </ol>
          </div>
          {unused.length > 0 ? (
            <div className="min-w-0">
              <h3 className="font-medium text-13">{t("never")}</h3>
              <p className="mb-1 text-12 text-muted-foreground">{t("neverHelp")}</p>
              <ul>
                {unused.map(({ id, name, kind }) => (
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
            </div>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}
