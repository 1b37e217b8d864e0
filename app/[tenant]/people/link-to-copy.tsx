"use client";
import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Delivery } from "#lib/people/links.ts";
import { Copy } from "../../components/copy.tsx";
import { Notice } from "../../components/notice.tsx";
import { shownLink } from "./shown-link.ts";

/** The link that was made, or that it was e-mailed; and whom it does not reach. */
export function LinkToCopy({ delivery, email }: { delivery: Delivery; email: string }) {
  const t = useTranslations("people.link");
  const shown = delivery.mailed ? null : shownLink(delivery, window.location.origin);
  const warning = delivery.mailed ? (delivery.local ? "mailedLocal" : null) : (shown?.warning ?? null);
  return (
    <>
      <div className="flex items-center gap-3 rounded-lg border px-4 py-3 text-13">
        <CircleCheck aria-hidden className="size-5 shrink-0 text-works" />
        {shown ? (
          <>
            <code className="min-w-0 flex-1 break-all font-mono text-12">{shown.link}</code>
            <Copy text={shown.link} label={t("copy")} />
          </>
        ) : (
          <span>{t("mailed", { email })}</span>
        )}
      </div>
      {warning ? (
        <Notice tone="waiting" className="mt-3 mb-0">
          {t(warning)}
        </Notice>
      ) : null}
    </>
  );
}
