"use client";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Matrix, MatrixRow } from "#lib/health/matrix.ts";
import { useClassWords } from "../../components/class-words.ts";
import { Countdown } from "../../components/time.tsx";
import { CellBadge } from "./cell-look.tsx";
import { Strip } from "./model-list.tsx";

interface Props {
  tenant: string;
  row: MatrixRow;
  keys: Matrix["keys"];
  open(what: string): void;
}

/** One model with each key. */
export function HealthModelPanel({ tenant, row, keys, open }: Props) {
  const t = useTranslations("health");
  const words = useClassWords();
  const { counts } = row.summary;
  return (
    <div className="grid gap-4">
      <div>
        <p className="text-14">
          {t("row", { model: row.displayName, works: counts.works, count: keys.length })}
        </p>
        <Strip summary={row.summary} />
      </div>
      <ul className="divide-y border-y">
        {row.cells.map((cell, i) => {
          const key = keys[i];
          return key ? (
            <li key={key.id}>
              <button
                type="button"
                onClick={() => open(`${row.model}~${key.id}`)}
                className="flex w-full items-center gap-3 py-2.5 text-left text-13"
              >
                <span className="min-w-0 flex-1">
                  <span className="block truncate">
                    {key.label} <span className="font-mono text-12 text-muted-foreground">…{key.last4}</span>
                  </span>
                  <span className="block truncate text-12 text-muted-foreground">
                    {cell.class
                      ? words.name(cell.class, cell.reason)
                      : (key.project?.label ?? t("unknownProject"))}
                  </span>
                </span>
                <span className="text-right">
                  <CellBadge state={cell.state} />
                  {cell.state === "waiting" && cell.until ? (
                    <span className="block text-12 text-muted-foreground">
                      <Countdown until={cell.until} />
                    </span>
                  ) : null}
                </span>
                <ChevronRight aria-hidden className="size-4 shrink-0 text-muted-foreground" />
              </button>
            </li>
          ) : null;
        })}
      </ul>
      <Link href={`/${tenant}/models`} className="text-13 underline underline-offset-4">
        {t("panel.toModels")}
      </Link>
    </div>
  );
}
