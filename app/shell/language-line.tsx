"use client";
import { useTranslations } from "next-intl";
import { locales } from "#lib/messages/locales.ts";
import { cn } from "../components/cn.ts";
import { usePreferences } from "./preferences.ts";

/** The languages by their own names, for those who are not signed in. */
export function LanguageLine() {
  const t = useTranslations("shell");
  const { locale, setLocale } = usePreferences();
  return (
    <nav aria-label={t("user.language")} className="flex justify-center gap-1 px-6 pb-8 text-13">
      {locales.map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          data-locale={each}
          aria-current={each === locale || undefined}
          onClick={() => setLocale(each, false)}
          className={cn(
            "h-9 rounded-md px-3",
            each === locale ? "text-foreground" : "text-muted-foreground hover:text-foreground",
          )}
        >
          {t(`languages.${each}`)}
        </button>
      ))}
    </nav>
  );
}
