"use client";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { Button } from "../../components/button.tsx";
import { cn } from "../../components/cn.ts";
import { PausedSearch } from "../../components/search-input.tsx";
import { Select } from "../../components/select.tsx";
import { DayInput } from "../answers/day-filter.tsx";
import { type ConversationFilterName, filterNames } from "./filter.ts";

const ALL = "all";

/** Filters live in the address: a filtered list can be sent to a colleague. */
export function ConversationFilters(props: {
  bots: { id: string; name: string }[];
  tags: string[];
  /** Whether the reader may search what people wrote. */
  searchable: boolean;
}) {
  const { bots, tags, searchable } = props;
  const t = useTranslations("conversations.filter");
  const router = useRouter();
  const params = useSearchParams();
  const set = (name: ConversationFilterName, value: string) => {
    const next = new URLSearchParams(params);
    next.delete("after");
    if (value === ALL || value === "") next.delete(name);
    else next.set(name, value);
    router.replace(`?${next}`, { scroll: false });
  };
  const select = (name: "bot" | "tag", all: string, options: { value: string; label: string }[]) => (
    <Select
      aria-label={t(name)}
      className="h-8 w-auto max-w-56 text-13 max-md:h-9 max-md:text-13"
      value={params.get(name) ?? ALL}
      onValueChange={(value) => set(name, value)}
      options={[{ value: ALL, label: all }, ...options]}
    />
  );
  const which = params.get("which") ?? "all";
  const [from, to] = [params.get("from") ?? "", params.get("to") ?? ""];
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      {searchable ? (
        <PausedSearch
          label={t("search")}
          typed={params.get("q") ?? ""}
          onSearch={(text) => set("q", text)}
          className="w-full md:w-64"
        />
      ) : null}
      <fieldset className="flex rounded-md border p-0.5 max-md:w-full">
        <legend className="sr-only">{t("label")}</legend>
        {(["all", "waiting", "taken"] as const).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={which === each}
            onClick={() => set("which", each)}
            className={cn(
              "h-7 flex-1 whitespace-nowrap rounded-sm px-2.5 text-13 transition-colors duration-100 max-md:h-9",
              which === each ? "bg-muted font-medium" : "text-muted-foreground hover:text-foreground",
            )}
          >
            {t(each)}
          </button>
        ))}
      </fieldset>
      {bots.length > 1
        ? select(
            "bot",
            t("allBots"),
            bots.map(({ id, name }) => ({ value: id, label: name })),
          )
        : null}
      {tags.length > 0
        ? select(
            "tag",
            t("allTags"),
            tags.map((tag) => ({ value: tag, label: tag })),
          )
        : null}
      <DayInput label={t("from")} value={from} max={to} onChange={(day) => set("from", day)} />
      <DayInput label={t("to")} value={to} min={from} onChange={(day) => set("to", day)} />
      {filterNames.some((name) => params.has(name)) ? (
        <Button variant="ghost" size="sm" onClick={() => router.replace("?", { scroll: false })}>
          {t("clear")}
        </Button>
      ) : null}
    </div>
  );
}
