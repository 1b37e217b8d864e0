"use client";
// What stands in everybody's menu of their account. user-menu.tsx loads it with the menu.
import { KeyRound, Layers, LogOut, MonitorSmartphone, UserRound } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { locales } from "#lib/messages/locales.ts";
import { MenuChoice, MenuItem, MenuLabel, MenuSeparator } from "../components/menu.tsx";
import type { ShellProps } from "./nav.ts";
import { themeChoices, usePreferences } from "./preferences.ts";
import { useSignOut } from "./sign-out.ts";

export function AccountEntries({ tenant, person }: Pick<ShellProps, "tenant" | "person">) {
  const t = useTranslations("shell");
  const { theme, setTheme, locale, setLocale } = usePreferences();
  const leave = useSignOut();
  return (
    <>
      <div className="px-2 pt-1.5 pb-2">
        <p className="truncate font-medium text-13">{person.name}</p>
        <p className="truncate text-12 text-muted-foreground">{person.email}</p>
      </div>
      <MenuItem asChild>
        <Link href="/account">
          <UserRound aria-hidden />
          {t("user.account")}
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link href={`/${tenant}/settings/tokens`}>
          <KeyRound aria-hidden />
          {t("user.tokens")}
        </Link>
      </MenuItem>
      {person.platformAdmin ? (
        <MenuItem asChild>
          <Link href="/platform/tenants">
            <Layers aria-hidden />
            {t("nav.platform")}
          </Link>
        </MenuItem>
      ) : null}
      <MenuSeparator />
      <MenuLabel>{t("user.language")}</MenuLabel>
      {locales.map((each) => (
        <MenuChoice key={each} lang={each} checked={each === locale} onSelect={() => setLocale(each, true)}>
          {t(`languages.${each}`)}
        </MenuChoice>
      ))}
      <MenuSeparator />
      <MenuLabel>{t("user.theme")}</MenuLabel>
      {themeChoices.map((each) => (
        <MenuChoice key={each} checked={each === theme} onSelect={() => setTheme(each)}>
          {t(`user.${each}`)}
        </MenuChoice>
      ))}
      <MenuSeparator />
      <MenuItem onSelect={() => leave(false)}>
        <LogOut aria-hidden />
        {t("user.signOut")}
      </MenuItem>
      <MenuItem onSelect={() => leave(true)}>
        <MonitorSmartphone aria-hidden />
        {t("user.signOutEverywhere")}
      </MenuItem>
    </>
  );
}
