"use client";
import { SlidersHorizontal, X } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Button } from "../../components/button.tsx";
import { cn } from "../../components/cn.ts";
import { PausedSearch } from "../../components/search-input.tsx";
import { Select } from "../../components/select.tsx";
import { DayInput, HourChip } from "./day-filter.tsx";
import { type FilterName, filterNames } from "./filter.ts";

const states = ["running", "answered", "refused", "apologised", "cancelled"] as const;
const ALL = "all";

/** Filters live in the address: a filtered list can be sent to a colleague. */
export function AnswerFilters(props: {
  bots: { id: string; name: string }[];
  models: string[];
  /** Whether the reader may search what people wrote. */
  searchable: boolean;
  /** Name of the person that the list is narrowed to, if it is. */
  person: string | null;
}) {
  const { bots, models, searchable, person } = props;
  const t = useTranslations("answers.filter");
  const states_ = useTranslations("answers.state");
  const router = useRouter();
  const params = useSearchParams();
  const set = (values: Partial<Record<FilterName, string>>) => {
    const next = new URLSearchParams(params);
    next.delete("after");
    for (const [name, value] of Object.entries(values)) {
      if (value === ALL || value === "") next.delete(name);
      else next.set(name, value);
    }
    router.replace(`?${next}`, { scroll: false });
  };
  const select = (
    name: "bot" | "state" | "model",
    all: string,
    options: { value: string; label: string }[],
  ) => (
    <Select
      aria-label={t(name)}
      className="h-8 w-auto max-w-56 text-13 max-md:h-9 max-md:text-13"
      value={params.get(name) ?? ALL}
      onValueChange={(value) => set({ [name]: value })}
      options={[{ value: ALL, label: all }, ...options]}
    />
  );
  /** A phone shows the search, and the others when they are asked for. */
  const [open, setOpen] = useState(false);
  const id = useId();
  const narrowed = filterNames.filter((name) => name !== "q" && params.has(name)).length;
  const [from, to] = [params.get("from") ?? "", params.get("to") ?? ""];
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      {searchable ? (
        <PausedSearch
          label={t("search")}
          typed={params.get("q") ?? ""}
          onSearch={(q) => set({ q })}
          className="max-md:min-w-0 max-md:flex-1 md:w-64"
        />
      ) : null}
      <Button
        variant="secondary"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="md:hidden max-md:h-11"
      >
        <SlidersHorizontal aria-hidden />
        {t("more", { count: narrowed })}
      </Button>
      <div
        id={id}
        className={cn("flex flex-wrap items-center gap-2", open ? "max-md:w-full" : "max-md:hidden")}
      >
        {from.includes("T") || to.includes("T") ? (
          <HourChip from={from} to={to} onClear={() => set({ from: "", to: "" })} />
        ) : (
          <>
            <DayInput label={t("from")} value={from} max={to} onChange={(day) => set({ from: day })} />
            <DayInput label={t("to")} value={to} min={from} onChange={(day) => set({ to: day })} />
          </>
        )}
        {bots.length > 1
          ? select(
              "bot",
              t("allBots"),
              bots.map(({ id, name }) => ({ value: id, label: name })),
            )
          : null}
        {select(
          "state",
          t("allStates"),
          states.map((state) => ({ value: state, label: states_(state) })),
        )}
        {select(
          "model",
          t("allModels"),
          models.map((model) => ({ value: model, label: model })),
        )}
        {person === null ? null : (
          <Button
            variant="secondary"
            size="sm"
            aria-label={t("without", { name: person })}
            onClick={() => set({ person: "" })}
          >
            {t("person", { name: person })}
            <X aria-hidden />
          </Button>
        )}
        {filterNames.some((name) => params.has(name)) ? (
          <Button variant="ghost" size="sm" onClick={() => router.replace("?", { scroll: false })}>
            {t("clear")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
