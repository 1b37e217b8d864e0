"use client";
import { useLocale } from "next-intl";
import { useTheme } from "next-themes";
import type { Locale } from "#lib/messages/locales.ts";
import { LOCALE_COOKIE } from "../cookies.ts";
import { useRefresh } from "../saving/refresh.tsx";
import { useSave } from "../saving/use-save.ts";
import { chooseLanguage } from "./actions.ts";

export const themeChoices = ["light", "dark", "system"] as const;
export type ThemeChoice = (typeof themeChoices)[number];

/** Language and theme: current values and setters. */
export function usePreferences() {
  const { theme, setTheme } = useTheme();
  const { refresh } = useRefresh();
  const { save } = useSave();
  return {
    theme: (theme ?? "system") as ThemeChoice,
    setTheme: (next: ThemeChoice) => setTheme(next),
    locale: useLocale(),
    /** Applies at once on this device; stored with the account of a signed-in person. */
    setLocale(locale: Locale, signedIn: boolean): void {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
      document.cookie = `${LOCALE_COOKIE}=${locale}; path=/; max-age=31536000; samesite=lax`;
      refresh();
      if (signedIn) void save({ request: () => chooseLanguage({ locale }), refresh: false });
    },
  };
}
