// The language of the screens: what the person chose (a cookie), else what the browser asks for, else Uzbek.
import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import en from "#lib/messages/en.ts";
import { isLocale, type Locale } from "#lib/messages/locales.ts";
import ru from "#lib/messages/ru.ts";
import uz from "#lib/messages/uz.ts";
import { LOCALE_COOKIE, ZONE_COOKIE } from "./cookies.ts";

declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: typeof en;
  }
}

const catalogues = { uz, ru, en } satisfies Record<Locale, typeof en>;

/** The first language that we have, in the browser's order. */
export function preferredLocale(accept: string | null): Locale {
  const wanted = (accept ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", q] = part.trim().split(/;\s*q=/);
      return { locale: tag.slice(0, 2).toLowerCase(), weight: Number(q ?? 1) };
    })
    .sort((a, b) => b.weight - a.weight);
  return wanted.map(({ locale }) => locale).find(isLocale) ?? "uz";
}

const isZone = (zone: string | undefined): zone is string => {
  try {
    return Boolean(zone && new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
};

export default getRequestConfig(async ({ locale: asked }) => {
  const jar = await cookies();
  const chosen = jar.get(LOCALE_COOKIE)?.value;
  const locale = isLocale(asked)
    ? asked
    : isLocale(chosen)
      ? chosen
      : preferredLocale((await headers()).get("accept-language"));
  const zone = jar.get(ZONE_COOKIE)?.value;
  return { locale, messages: catalogues[locale], timeZone: isZone(zone) ? zone : "Asia/Tashkent" };
});
