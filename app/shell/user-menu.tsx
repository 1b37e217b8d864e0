"use client";
import { KeySquare, Layers, LogOut, MonitorSmartphone, UserRound } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { locales } from "#lib/messages/locales.ts";
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from "../components/menu.tsx";
import { initialOf } from "./initial.ts";
import type { ShellProps } from "./nav.ts";
import { themeChoices, usePreferences } from "./preferences.ts";
import { useSignOut } from "./sign-out.ts";

interface Props {
  tenant: string;
  person: ShellProps["person"];
  /** Entries before the account's own: pages that do not fit elsewhere. */
  pages?: ReactNode;
  trigger: ReactNode;
}

export function UserMenu({ tenant, person, pages, trigger }: Props) {
  const t = useTranslations("shell");
  const { theme, setTheme, locale, setLocale } = usePreferences();
  const leave = useSignOut();
  return (
    <Menu align="start" side="top" className="w-60" trigger={trigger}>
      {pages ? (
        <>
          {pages}
          <MenuSeparator />
        </>
      ) : null}
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
          <KeySquare aria-hidden />
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
    </Menu>
  );
}

export const Avatar = ({ name }: { name: string }) => (
  <span
    aria-hidden
    className="grid size-6 shrink-0 place-items-center rounded-full bg-foreground/8 font-semibold text-12 text-muted-foreground"
  >
    {initialOf(name)}
  </span>
);
