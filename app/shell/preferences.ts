"use client";
import { useLocale } from "next-intl";
import { useTheme } from "next-themes";
import type { Locale } from "#lib/messages/locales.ts";
import { LOCALE_COOKIE } from "../cookies.ts";
import { useRefresh } from "../saving/refresh.tsx";
import { useSave } from "../saving/use-save.ts";
import { chooseLanguage } from "./actions.ts";

export const themes = ["light", "dark", "system"] as const;
export type Theme = (typeof themes)[number];

/** Language and appearance: what holds, and how to change it. */
export function usePreferences() {
  const { theme, setTheme } = useTheme();
  const { refresh } = useRefresh();
  const { save } = useSave();
  return {
    theme: (theme ?? "system") as Theme,
    setTheme: (next: Theme) => setTheme(next),
    locale: useLocale(),
    /** At once on this device; kept with the account where somebody is signed in. */
    setLocale(locale: Locale, signedIn: boolean): void {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
      document.cookie = `${LOCALE_COOKIE}=${locale}; path=/; max-age=31536000; samesite=lax`;
      refresh();
      if (signedIn) void save({ request: () => chooseLanguage({ locale }), refresh: false });
    },
  };
}
