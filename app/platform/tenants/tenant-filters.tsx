"use client";
import { useTranslations } from "next-intl";
import { Button } from "../../components/button.tsx";
import { FilterSelect, useFilters } from "../../components/filters.tsx";
import { PausedSearch } from "../../components/search-input.tsx";

const names = ["q", "plan", "state"] as const;

export function TenantFilters({ plans }: { plans: { id: string; name: string }[] }) {
  const t = useTranslations("platform.tenants");
  const { has, shown, set, clear } = useFilters<(typeof names)[number]>();
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <PausedSearch
        label={t("search")}
        typed={shown("q")}
        onSearch={(q) => set({ q })}
        className="w-full md:w-64"
      />
      {plans.length > 0 ? (
        <FilterSelect
          label={t("plan")}
          value={shown("plan")}
          all={t("allPlans")}
          options={plans.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(plan) => set({ plan })}
        />
      ) : null}
      <FilterSelect
        label={t("state")}
        value={shown("state")}
        all={t("allStates")}
        options={[{ value: "suspended", label: t("suspended") }]}
        onChange={(state) => set({ state })}
      />
      {names.some((name) => has(name)) ? (
        <Button variant="ghost" size="sm" onClick={clear}>
          {t("clear")}
        </Button>
      ) : null}
    </div>
  );
}
