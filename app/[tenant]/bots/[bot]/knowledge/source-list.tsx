"use client";
// The sources of a bot: what needs somebody first, then the newest; many can be searched, and are not all shown at first.
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { SourceLine } from "#lib/knowledge/sources.ts";
import { Button } from "../../../../components/button.tsx";
import { useNumbers } from "../../../../components/numbers.ts";
import { SearchInput } from "../../../../components/search-input.tsx";
import type { SourceStep } from "./source-menu.tsx";
import { SourceRow } from "./source-row.tsx";
import { foundSources, inOrder } from "./source-states.ts";

interface Props {
  /** Of the page of knowledge. */
  at: string;
  sources: readonly SourceLine[];
  /** Null: for whoever only looks. */
  onStep: ((step: SourceStep, source: SourceLine) => void) | null;
}

/** Above so many there is a field to find one, and the others are shown when somebody asks. */
const MANY = 10;

export function SourceList({ at, sources, onStep }: Props) {
  const t = useTranslations("knowledge.sources");
  const numbers = useNumbers();
  const [search, setSearch] = useState("");
  const [areAll, setAll] = useState(false);
  const areMany = sources.length > MANY;
  const found = inOrder(foundSources(sources, areMany ? search : ""));
  const shown = areAll ? found : found.slice(0, MANY);
  return (
    <>
      {areMany ? (
        <SearchInput label={t("search")} value={search} onChange={setSearch} className="mt-4 mb-1 sm:w-72" />
      ) : null}
      {areMany && found.length === 0 ? (
        <p className="py-6 text-13 text-muted-foreground">{t("noneFound")}</p>
      ) : null}
      <ul aria-labelledby="sources" className={onStep ? "mt-2 divide-y" : "divide-y border-t"}>
        {shown.map((source) => (
          <SourceRow
            key={source.id}
            at={at}
            source={source}
            onStep={onStep ? (wanted) => onStep(wanted, source) : null}
          />
        ))}
      </ul>
      {found.length > shown.length ? (
        <Button variant="ghost" size="sm" className="mt-2 -ml-3" onClick={() => setAll(true)}>
          {t("all", { count: numbers.count(found.length) })}
        </Button>
      ) : null}
    </>
  );
}
