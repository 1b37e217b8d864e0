"use client";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { toast } from "../../saving/toast.ts";
import type { Live } from "./actions.ts";

/** How long Undo is offered. */
const UNDO_MS = 8_000;

/** Says that the order is saved, offers to undo it, and adds how far it is live: "Live on 4/4 workers in 38 ms". */
export function useSaySaved(): {
  /** How far the last saved order is live; null until that is known. */
  live: string | null;
  say(live: Promise<Live>, undo: () => void): void;
} {
  const t = useTranslations("models");
  const [live, setLive] = useState<Live | null>(null);
  const newest = useRef<Promise<Live>>(null);
  const textOf = ({ live, workers, ms }: Live) =>
    workers === 0 ? t("noWorkers") : t(live === workers ? "liveMs" : "live", { live, workers, ms });
  return {
    live: live && textOf(live),
    say(coming, undo) {
      const options = { action: { label: t("undo"), onClick: undo }, duration: UNDO_MS };
      const id = toast.success(t("saved"), options);
      // What an older order reached says nothing of this one.
      newest.current = coming;
      setLive(null);
      const tell = (now: Live) => {
        if (newest.current === coming) setLive(now);
        toast.success(t("saved"), { id, description: textOf(now), ...options });
      };
      // The save stands even if nobody can say on how many workers it is live.
      void coming.then(tell, () => undefined);
    },
  };
}
