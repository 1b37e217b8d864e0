import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Range } from "#lib/analytics/analytics.ts";

/** The range is in the URL, so that a view can be shared. */
export function RangeLinks(props: { tenant: string; ranges: readonly Range[]; current: Range }) {
  const t = useTranslations("analytics.range");
  return (
    <nav aria-label={t("label")} className="flex rounded-md border p-0.5 dark:border-strong">
      {props.ranges.map((range) => (
        <Link
          key={range}
          href={`/${props.tenant}/analytics?range=${range}`}
          aria-current={range === props.current ? "page" : undefined}
          scroll={false}
          className="inline-flex h-7 items-center rounded-sm px-3 font-medium text-13 text-muted-foreground transition-colors duration-100 hover:text-foreground aria-[current]:bg-muted aria-[current]:text-foreground max-md:h-9"
        >
          {t(range)}
        </Link>
      ))}
    </nav>
  );
}
