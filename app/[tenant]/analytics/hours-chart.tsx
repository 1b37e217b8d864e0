"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useNumbers } from "../../components/numbers.ts";
import type { Given } from "../answers/filter.ts";
import { answersLink } from "./answers-link.ts";

/** When people ask: answers by hour of the tenant's day, over the whole period; a bar leads to its answers. */
export function HoursChart({
  tenant,
  hours,
  span,
}: {
  tenant: string;
  hours: readonly number[];
  span: Given;
}) {
  const t = useTranslations("analytics.hours");
  const numbers = useNumbers();
  const most = Math.max(1, ...hours);
  return (
    <section>
      <h2 className="mb-1 text-16">{t("title")}</h2>
      <p className="mb-3 text-13 text-muted-foreground">{t("intro")}</p>
      <ol className="flex h-24 items-stretch">
        {hours.map((count, hour) => {
          const name = `${String(hour).padStart(2, "0")}:00`;
          const label = `${name}: ${numbers.count(count)}`;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its place
            <li key={hour} className="relative min-w-0 flex-1">
              <Link
                href={answersLink(tenant, { ...span, state: "given", hour: String(hour) })}
                prefetch={false}
                aria-label={label}
                title={label}
                className="absolute inset-0 rounded-sm hover:bg-foreground/5"
              >
                {count > 0 ? (
                  <span
                    className="absolute inset-x-[14%] bottom-0 rounded-t-xs bg-primary"
                    style={{ height: `max(${(count / most) * 100}%, 2px)` }}
                  />
                ) : null}
              </Link>
            </li>
          );
        })}
      </ol>
      <div
        aria-hidden
        className="flex border-strong border-t pt-1 text-12 text-muted-foreground tabular-nums"
      >
        {[0, 6, 12, 18].map((hour) => (
          <span key={hour} className="flex-1">
            {String(hour).padStart(2, "0")}:00
          </span>
        ))}
      </div>
    </section>
  );
}
