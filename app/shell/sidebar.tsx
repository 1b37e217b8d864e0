"use client";
import { ChevronsUpDown, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fleet } from "./fleet.tsx";
import { navOf, type ShellProps } from "./nav.ts";
import { NavLink } from "./nav-link.tsx";
import { usePalette } from "./palette.tsx";
import { TenantSwitcher } from "./tenant-switcher.tsx";
import { Avatar, UserMenu } from "./user-menu.tsx";

/** Tenant, navigation, state of the workers, account. Hidden on a phone. */
export function Sidebar({ tenant, tenants, role, person }: ShellProps) {
  const t = useTranslations("shell");
  const palette = usePalette();
  return (
    <aside className="side">
      <TenantSwitcher tenant={tenant} tenants={tenants} />
      <button type="button" onClick={palette.open} className="search-opener">
        <Search aria-hidden className="size-4" strokeWidth={1.75} />
        <span className="flex-1 text-left">{t("search")}</span>
        <kbd className="font-sans text-12">{palette.keys}</kbd>
      </button>
      {/* On a low or enlarged screen it scrolls, so that what stands below it stays in sight. */}
      <nav aria-label={t("nav.label")} className="-m-1 grid min-h-0 gap-0.5 overflow-y-auto p-1">
        {navOf(role).map((item) => (
          <NavLink key={item.name} tenant={tenant} item={item} />
        ))}
      </nav>
      <div className="mt-auto grid gap-1 pt-3">
        <Fleet className="px-2 py-1" />
        <UserMenu
          tenant={tenant}
          person={person}
          trigger={
            <button
              type="button"
              className="flex h-10 w-full items-center gap-2.5 rounded-md px-2 text-left transition-colors duration-100 hover:bg-foreground/4"
            >
              <Avatar name={person.name} />
              <span className="min-w-0 flex-1 truncate text-13">{person.name}</span>
              <span className="sr-only">{t("user.menu")}</span>
              <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-muted-foreground" />
            </button>
          }
        />
      </div>
    </aside>
  );
}
