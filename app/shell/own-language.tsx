"use client";
import { useEffect } from "react";
import type { Locale } from "#lib/messages/locales.ts";
import { LOCALE_COOKIE } from "../cookies.ts";
import { useRefresh } from "../saving/refresh.tsx";

/** Applies the person's language on a device where none was chosen yet. */
export function OwnLanguage({ locale }: { locale: Locale | null }) {
  const { refresh } = useRefresh();
  useEffect(() => {
    if (!locale || document.cookie.split("; ").some((each) => each.startsWith(`${LOCALE_COOKIE}=`))) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
    document.cookie = `${LOCALE_COOKIE}=${locale}; path=/; max-age=31536000; samesite=lax`;
    refresh();
  }, [locale, refresh]);
  return null;
}
