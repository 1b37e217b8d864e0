"use client";
import { CloudOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useConnected } from "../saving/connection.ts";

/** Says that the server cannot be reached; goes by itself once it can. */
export function ConnectionBar() {
  const t = useTranslations("shell");
  const connected = useConnected();
  return (
    <div role="status" className="sticky top-0 z-40">
      {connected ? null : (
        <p className="fade flex items-center justify-center gap-2 border-b bg-raised px-4 py-1.5 text-13">
          <CloudOff aria-hidden className="size-4 shrink-0 text-waiting" />
          {t("offline")}
        </p>
      )}
    </div>
  );
}
