"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Today } from "#lib/analytics/today.ts";
import { cn } from "../../components/cn.ts";
import { useNumbers } from "../../components/numbers.ts";
import { useDuration } from "../answers/duration.ts";

/** What today came to; each figure leads to what it counts. @param props.day as addresses have it: 2026-11-26 */
export function TodayFigures({ tenant, today, day }: { tenant: string; today: Today; day: string }) {
  const t = useTranslations("overview.today");
  const numbers = useNumbers();
  const duration = useDuration();
  const { answered, byFallback, apologised, firstTextMs, cost, costBefore, answeredBefore } = today;
  const share = (part: number) =>
    answered > 0 ? t("share", { share: numbers.percent(part / answered) }) : "";
  const answers = `/${tenant}/answers?from=${day}&to=${day}`;
  const figures: { name: FigureName; value: string; more: string; href: string; tone?: string }[] = [
    {
      name: "answered",
      value: numbers.count(answered),
      more: t("before", { value: numbers.count(answeredBefore) }),
      href: `${answers}&state=answered`,
    },
    {
      name: "first",
      value: numbers.count(answered - byFallback),
      more: share(answered - byFallback),
      href: `${answers}&by=first`,
    },
    {
      name: "fallback",
      value: numbers.count(byFallback),
      more: share(byFallback),
      href: `${answers}&by=later`,
    },
    {
      name: "apologised",
      value: numbers.count(apologised),
      more: apologised > 0 ? t("look") : "",
      href: `${answers}&state=apologised`,
      ...(apologised > 0 ? { tone: "text-broken" } : {}),
    },
    {
      name: "speed",
      value: firstTextMs === null ? "—" : duration(firstTextMs),
      more: t("median"),
      href: `${answers}&state=answered`,
    },
    {
      name: "cost",
      value: cost === null ? "—" : numbers.dollars(cost),
      more: costBefore === null ? "" : t("before", { value: numbers.dollars(costBefore) }),
      href: answers,
    },
  ];
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-border md:grid-cols-3">
      {figures.map(({ name, value, more, href, tone }) => (
        <Figure key={name} name={t(name)} href={href} more={more}>
          <span className={cn("tabular-nums", tone)}>{value}</span>
        </Figure>
      ))}
    </dl>
  );
}

type FigureName = "answered" | "first" | "fallback" | "apologised" | "speed" | "cost";

function Figure(props: { name: string; href: string; more: string; children: ReactNode }) {
  const { name, href, more, children } = props;
  return (
    <div className="relative bg-background px-4 py-3 transition-colors duration-100 hover:bg-muted/50">
      <dt className="text-12 text-muted-foreground">{name}</dt>
      <dd>
        <Link
          href={href}
          prefetch={false}
          className="rounded-sm text-20 after:absolute after:inset-0 after:content-['']"
        >
          {children}
        </Link>
        <span className="block min-h-4 text-12 text-muted-foreground">{more}</span>
      </dd>
    </div>
  );
}
