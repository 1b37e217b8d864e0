"use client";
import { ArrowUpRight, CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { QrCode } from "#lib/qr.ts";
import { Button } from "../../components/button.tsx";

export interface TelegramPlace {
  /** Where one writes to the bot. */
  link: string;
  qr: QrCode;
  /** In the demo the sandbox plays Telegram. */
  isDemo: boolean;
}

/** The way to the bot in Telegram; green once a first message has arrived. */
export function TelegramStep({
  place: { link, qr, isDemo },
  arrived,
}: {
  place: TelegramPlace;
  arrived: boolean;
}) {
  const t = useTranslations("start.telegram");
  const demo = useTranslations("start.demo");
  const short = link.replace(/^https?:\/\//, "");
  return (
    <div className="flex flex-wrap items-center gap-5">
      <svg
        role="img"
        aria-label={t("qr", { link: short })}
        viewBox={`-4 -4 ${qr.size + 8} ${qr.size + 8}`}
        className="size-36 shrink-0 max-md:order-last rounded-md border bg-white text-black"
        shapeRendering="crispEdges"
      >
        <path d={qr.path} fill="currentColor" />
      </svg>
      <div className="min-w-52 flex-1">
        <p className="text-muted-foreground">{t(isDemo ? "demo" : "scan")}</p>
        <Button asChild variant="secondary" className="mt-3 max-w-full">
          <a href={link} target="_blank" rel="noreferrer">
            {isDemo ? demo("open") : t("open")}
            <ArrowUpRight aria-hidden />
          </a>
        </Button>
        <p className="mt-1.5 break-all font-mono text-12 text-muted-foreground">{short}</p>
        <p aria-live="polite" className="mt-3 flex items-start gap-2 font-medium text-13">
          {arrived ? (
            <>
              <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-works" />
              <span className="text-works">{t("arrived")}</span>
            </>
          ) : (
            <span className="text-muted-foreground">{t("waiting")}</span>
          )}
        </p>
      </div>
    </div>
  );
}
