"use client";
import { useTranslations } from "next-intl";
import { Notice } from "../components/notice.tsx";
import { useFleet } from "./pulse-provider.tsx";

/** Above every page while no worker lives, since then no bot answers, whatever else the page says. */
export function NoWorker() {
  const t = useTranslations("shell.fleet");
  const { workers, connected } = useFleet();
  if (workers > 0 || !connected) return null;
  return (
    <Notice tone="broken" title={t("down")}>
      {t("downRemedy")}
    </Notice>
  );
}
