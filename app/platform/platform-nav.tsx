"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { cn } from "../components/cn.ts";

const pages = ["tenants", "plans", "keys", "models", "workers"] as const;

/** The pages of the platform, in a line that a phone scrolls. */
export function PlatformNav() {
  const t = useTranslations("platform.nav");
  const path = usePathname();
  return (
    <nav
      aria-label={t("label")}
      className="-mx-2 flex min-w-0 flex-wrap gap-1 max-md:order-last max-md:w-full"
    >
      {pages.map((name) => {
        const isHere = path.startsWith(`/platform/${name}`);
        return (
          <Link
            key={name}
            href={`/platform/${name}`}
            aria-current={isHere ? "page" : undefined}
            className={cn(
              "flex h-9 shrink-0 items-center rounded-md px-2 font-medium text-13 transition-colors duration-100",
              isHere ? "bg-foreground/7 text-foreground" : "text-muted-foreground hover:text-foreground",
            )}
          >
            {t(name)}
          </Link>
        );
      })}
    </nav>
  );
}
