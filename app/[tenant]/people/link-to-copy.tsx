"use client";
import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Delivery } from "#lib/people/links.ts";
import { Copy } from "../../components/copy.tsx";

/** The link that was made, or that it was e-mailed. */
export function LinkToCopy({ delivery, email }: { delivery: Delivery; email: string }) {
  const t = useTranslations("people.link");
  return (
    <div className="flex items-center gap-3 rounded-lg border px-4 py-3 text-13">
      <CircleCheck aria-hidden className="size-5 shrink-0 text-works" />
      {delivery.mailed ? (
        <span>{t("mailed", { email })}</span>
      ) : (
        <>
          <code className="min-w-0 flex-1 break-all font-mono text-12">{delivery.link}</code>
          <Copy text={delivery.link} label={t("copy")} />
        </>
      )}
    </div>
  );
}
