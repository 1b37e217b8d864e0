"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { cn } from "../components/cn.ts";
import { Going } from "../components/going.tsx";
import { isHere, type NavItem, pathOf, shapeOf } from "./nav.ts";
import { OpenAlerts } from "./open-alerts.tsx";

export function NavLink({ tenant, item, bar = false }: { tenant: string; item: NavItem; bar?: boolean }) {
  const t = useTranslations("shell.nav");
  const href = pathOf(tenant, item);
  const here = isHere(tenant, item, usePathname());
  return (
    <Link
      href={href}
      // Each refresh of a page would ask for all of them again, and its skeleton is there already.
      prefetch={false}
      aria-current={here ? "page" : undefined}
      className={cn(
        "font-medium transition-colors duration-100",
        bar
          ? "flex flex-col items-center justify-center gap-1 text-12"
          : "flex h-8 items-center gap-2.5 rounded-md px-2 text-13",
        here
          ? bar
            ? "text-foreground"
            : "bg-foreground/7 text-foreground"
          : "text-muted-foreground hover:text-foreground",
        !bar && !here && "hover:bg-foreground/4",
      )}
    >
      <item.Icon aria-hidden className={bar ? "size-5" : "size-4"} strokeWidth={here ? 2.25 : 1.75} />
      {t(item.name)}
      {item.name === "alerts" ? <OpenAlerts className={bar ? "" : "ml-auto"} /> : null}
      <Going title={t(item.name)} shape={shapeOf(item.name)} />
    </Link>
  );
}
