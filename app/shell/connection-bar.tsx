"use client";
import { CloudOff, ServerOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { askAgainNow, useConnection } from "../saving/connection.ts";

/** Says that there is no network, or that the server does not answer; goes by itself once it does. */
export function ConnectionBar() {
  const t = useTranslations("shell");
  const connection = useConnection();
  const Icon = connection === "offline" ? CloudOff : ServerOff;
  return (
    <div role="status" className="sticky top-0 z-40">
      {connection === "there" ? null : (
        <p
          data-lost
          className="fade flex h-(--bar) items-center justify-center gap-x-3 border-b bg-raised px-3 text-13 leading-4"
        >
          <Icon aria-hidden className="size-4 shrink-0 text-waiting" />
          {t(connection === "offline" ? "offline" : "silent")}
          {connection === "silent" ? (
            <button
              type="button"
              onClick={askAgainNow}
              className="shrink-0 font-medium underline underline-offset-4 max-md:py-2"
            >
              {t("askAgain")}
            </button>
          ) : null}
        </p>
      )}
    </div>
  );
}
