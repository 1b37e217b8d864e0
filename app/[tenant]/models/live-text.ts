"use client";
import { useTranslations } from "next-intl";
import type { Live } from "./actions.ts";

/** "Live on 4/4 workers in 38 ms". */
export function useLiveText(): (live: Live) => string {
  const t = useTranslations("models");
  return ({ live, workers, ms }) =>
    workers === 0 ? t("noWorkers") : t(live === workers ? "liveMs" : "live", { live, workers, ms });
}
