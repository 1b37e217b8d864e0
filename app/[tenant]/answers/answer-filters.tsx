"use client";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { Button } from "../../components/button.tsx";
import { Select } from "../../components/select.tsx";

const states = ["running", "answered", "refused", "apologised", "cancelled"] as const;
const ALL = "all";

/** Filters live in the URL: a filtered list can be sent to a colleague. */
export function AnswerFilters(props: { bots: { id: string; name: string }[]; models: string[] }) {
  const t = useTranslations("answers");
  const router = useRouter();
  const params = useSearchParams();
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(params);
    next.delete("after");
    if (value === ALL) next.delete(name);
    else next.set(name, value);
    router.replace(`?${next}`, { scroll: false });
  };
  const select = (
    name: "bot" | "state" | "model",
    all: string,
    options: { value: string; label: string }[],
  ) => (
    <Select
      aria-label={t(`filter.${name}`)}
      className="h-8 w-auto max-w-56 text-13 max-md:h-9 max-md:text-13"
      value={params.get(name) ?? ALL}
      onValueChange={(value) => set(name, value)}
      options={[{ value: ALL, label: all }, ...options]}
    />
  );
  const filtered = ["bot", "state", "model"].some((name) => params.has(name));
  return (
    <div className="mb-4 flex flex-wrap gap-2">
      {props.bots.length > 1
        ? select(
            "bot",
            t("filter.allBots"),
            props.bots.map(({ id, name }) => ({ value: id, label: name })),
          )
        : null}
      {select(
        "state",
        t("filter.allStates"),
        states.map((state) => ({ value: state, label: t(`state.${state}`) })),
      )}
      {select(
        "model",
        t("filter.allModels"),
        props.models.map((model) => ({ value: model, label: model })),
      )}
      {filtered ? (
        <Button variant="ghost" size="sm" onClick={() => router.replace("?", { scroll: false })}>
          {t("filter.clear")}
        </Button>
      ) : null}
    </div>
  );
}
