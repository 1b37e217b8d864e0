"use client";
import { useTranslations } from "next-intl";

/** Where a part stands: "page 12", an address without its beginning, or the place as it is. */
export function usePlace(): (place: string) => string {
  const t = useTranslations("knowledge.source");
  return (place) => (/^\d+$/.test(place) ? t("place", { place }) : place.replace(/^https?:\/\/(www\.)?/, ""));
}
