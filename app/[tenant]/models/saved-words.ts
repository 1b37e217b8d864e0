"use client";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { LATE_MS, tellLive, UNDO_MS, useLateWords } from "../../saving/live-words.ts";
import { toast } from "../../saving/toast.ts";
import type { Live } from "./actions.ts";

/** Says that the order is saved, offers to undo it, and adds how far it is live: "Live on 4/4 workers in 38 ms". */
export function useSaySaved(): {
  /** How far the last saved order is live; null until that is known. */
  live: string | null;
  say(live: Promise<Live>, undo: () => void): void;
} {
  const t = useTranslations("models");
  const late = useLateWords();
  const [live, setLive] = useState<string | null>(null);
  const newest = useRef<Promise<Live>>(null);
  const textOf = (now: Live, isLast: boolean) =>
    late(now, isLast) ??
    (now.workers === 0 ? t("noWorkers") : t("liveMs", { live: now.live, workers: now.workers, ms: now.ms }));
  return {
    live,
    say(coming, undo) {
      const options = { action: { label: t("undo"), onClick: undo }, duration: UNDO_MS };
      const id = toast.success(t("saved"), options);
      // What an older order reached says nothing of this one.
      newest.current = coming;
      setLive(null);
      void tellLive(coming, (now, isLast) => {
        const text = textOf(now, isLast);
        if (newest.current === coming) setLive(text);
        toast.success(t("saved"), {
          id,
          description: text,
          ...options,
          duration: isLast ? UNDO_MS : LATE_MS,
        });
      });
    },
  };
}
