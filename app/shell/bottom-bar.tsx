"use client";
import { Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { Button } from "../components/button.tsx";
import { cn } from "../components/cn.ts";
import { Going } from "../components/going.tsx";
import { MenuItem } from "../components/menu.tsx";
import { Fleet } from "./fleet.tsx";
import { isHere, NAV_BAR, navOf, pathOf, type ShellProps, shapeOf } from "./nav.ts";
import { NavLink } from "./nav-link.tsx";
import { OpenAlerts } from "./open-alerts.tsx";
import { usePalette } from "./palette.tsx";
import { TenantSwitcher } from "./tenant-switcher.tsx";
import { Avatar, UserMenu } from "./user-menu.tsx";

/** The shell on a phone: tenant at the top, navigation at the bottom. */
export function BottomBar({ tenant, tenants, role, person }: ShellProps) {
  const t = useTranslations("shell");
  const palette = usePalette();
  const nav = navOf(role);
  const path = usePathname();
  const inMenu = nav.slice(NAV_BAR);
  const isInMenu = inMenu.some((item) => isHere(tenant, item, path));
  return (
    <>
      <header className="sticky top-(--bar) z-30 flex items-center gap-1 border-b bg-background px-2 py-1.5 md:hidden">
        <div className="min-w-0 flex-1">
          <TenantSwitcher tenant={tenant} tenants={tenants} />
        </div>
        <Fleet className="shrink-0 px-1" />
        <Button variant="ghost" size="icon" aria-label={t("palette.title")} onClick={palette.open}>
          <Search aria-hidden />
        </Button>
      </header>
      <nav aria-label={t("nav.label")} className="tab-bar">
        {nav.slice(0, NAV_BAR).map((item) => (
          <NavLink key={item.name} tenant={tenant} item={item} bar />
        ))}
        <UserMenu
          tenant={tenant}
          person={person}
          pages={inMenu.map(({ name, Icon }) => (
            <MenuItem key={name} asChild>
              <Link
                href={pathOf(tenant, { name })}
                prefetch={false}
                aria-current={isHere(tenant, { name }, path) ? "page" : undefined}
                className="aria-[current]:bg-foreground/7 aria-[current]:font-medium"
              >
                <Icon aria-hidden />
                {t(`nav.${name}`)}
                {name === "alerts" ? <OpenAlerts className="ml-auto" /> : null}
                <Going title={t(`nav.${name}`)} shape={shapeOf(name)} />
              </Link>
            </MenuItem>
          ))}
          trigger={
            <button
              type="button"
              aria-current={isInMenu ? "true" : undefined}
              className={cn(
                "relative flex flex-col items-center justify-center gap-1 font-medium text-12",
                isInMenu ? "text-foreground" : "text-muted-foreground",
              )}
            >
              <Avatar name={person.name} />
              {nav.slice(NAV_BAR).some(({ name }) => name === "alerts") ? (
                <OpenAlerts className="absolute top-1.5 left-[calc(50%+0.25rem)] ring-2 ring-background" />
              ) : null}
              {t("nav.more")}
            </button>
          }
        />
      </nav>
    </>
  );
}
