"use client";
import { Download } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type Days, type Range, ranges } from "#lib/analytics/period.ts";
import { Button } from "../../components/button.tsx";
import { DayInput } from "../answers/day-filter.tsx";
import { rangeQuery } from "./range.ts";

const names = Object.keys(ranges) as Range[];

/** The period is in the URL, so that a view can be shared; the file holds the same period. @param props.today in the tenant's zone */
export function RangeLinks(props: { tenant: string; range: Range | Days; today: string }) {
  const { tenant, range, today } = props;
  const t = useTranslations("analytics.range");
  const router = useRouter();
  const days = typeof range === "string" ? null : range;
  const choose = (from: string, to: string) => {
    if (from && to) router.replace(`/${tenant}/analytics?${rangeQuery({ from, to })}`, { scroll: false });
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <nav aria-label={t("label")} className="flex rounded-md border p-0.5 dark:border-strong">
        {names.map((name) => (
          <Link
            key={name}
            href={`/${tenant}/analytics?range=${name}`}
            aria-current={name === range ? "page" : undefined}
            scroll={false}
            className="inline-flex h-7 items-center rounded-sm px-3 font-medium text-13 text-muted-foreground transition-colors duration-100 hover:text-foreground aria-[current]:bg-muted aria-[current]:text-foreground max-md:h-9"
          >
            {t(name)}
          </Link>
        ))}
      </nav>
      <DayInput
        label={t("from")}
        value={days?.from ?? ""}
        max={days?.to ?? today}
        onChange={(from) => choose(from, days && days.to > from ? days.to : from)}
      />
      <DayInput
        label={t("to")}
        value={days?.to ?? ""}
        max={today}
        onChange={(to) => choose(days && days.from < to ? days.from : to, to)}
      />
      <Button asChild variant="ghost" size="sm">
        <a href={`/api/csv/${tenant}/analytics?${rangeQuery(range)}`} download>
          <Download aria-hidden />
          CSV
        </a>
      </Button>
    </div>
  );
}
