"use client";
import { useTranslations } from "next-intl";
import { cn } from "../components/cn.ts";
import { Hint } from "../components/hint.tsx";
import { useFleet } from "./pulse-provider.tsx";

/** "1 worker · live", kept up to date. */
export function Fleet({ className }: { className?: string }) {
  const t = useTranslations("shell.fleet");
  const { workers, connected } = useFleet();
  const [tone, text, hint] = !connected
    ? (["bg-broken", t("lost"), t("lost")] as const)
    : workers === 0
      ? (["bg-broken", t("none"), t("noneHint")] as const)
      : (["bg-works", t("live", { workers }), t("hint")] as const);
  return (
    <Hint text={hint} side="right">
      <span role="status" className={cn("flex items-center gap-2 text-12 text-muted-foreground", className)}>
        <span aria-hidden className="relative grid size-4 place-items-center">
          {connected && workers > 0 ? (
            <span
              className={cn(
                "absolute size-2 rounded-full opacity-40 motion-safe:animate-ping motion-safe:[animation-duration:3s]",
                tone,
              )}
            />
          ) : null}
          <span className={cn("size-2 rounded-full", tone)} />
        </span>
        <span className="truncate">{text}</span>
      </span>
    </Hint>
  );
}
