"use client";
import { useTranslations } from "next-intl";
import { cn } from "../components/cn.ts";
import { useOpenAlerts } from "./pulse-provider.tsx";

/** How many alerts are open, beside the page's name; nothing where there are none. */
export function OpenAlerts({ className }: { className?: string }) {
  const t = useTranslations("shell");
  const open = useOpenAlerts();
  if (open === 0) return null;
  return (
    <span
      className={cn(
        "inline-grid h-4.5 min-w-4.5 place-items-center rounded-full bg-broken px-1 font-semibold text-12 text-background tabular-nums",
        className,
      )}
    >
      <span className="sr-only">{t("openAlerts", { count: open })}</span>
      <span aria-hidden>{open > 99 ? "99+" : open}</span>
    </span>
  );
}
