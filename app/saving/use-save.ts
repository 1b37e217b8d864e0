"use client";
// The one way to save in the browser: the request always settles, a toast or the form reports it, the page refreshes.
import { unstable_isUnrecognizedActionError as isUnrecognizedAction } from "next/navigation";
import { useTranslations } from "next-intl";
import { useId, useRef, useState } from "react";
import type { Liveness } from "#lib/live-config/acks.ts";
import type { Result } from "../result.ts";
import { attempt, isPassing, NoAnswer } from "./attempt.ts";
import { isServerLost, untilThere } from "./connection.ts";
import { LATE_MS, tellLive, UNDO_MS, useLateWords } from "./live-words.ts";
import { useRefresh } from "./refresh.tsx";
import { signedInAgain } from "./session-gate.ts";
import { toast } from "./toast.ts";

/** A save does not take longer: Telegram is asked for 8 s at most, Google for 15 s. */
const SAVE_LIMIT_MS = 30_000;
/** A question may be about many keys, which are asked a few at a time. */
const QUESTION_LIMIT_MS = 120_000;

/** How long "try again" is offered. */
const AGAIN_MS = 15_000;

/** Text of a toast; `live` adds on how many workers the change is live, once known; `undo` takes the change back. */
export type Announcement = string | { message: string; live?: Promise<Liveness>; undo?: () => void };

export interface Saving<T> {
  /** Calls the server action. */
  request: () => Promise<Result<T>>;
  /** @returns what the toast says once it is saved; nothing where the page itself shows it */
  done?: (value: T) => Announcement | null;
  /** The caller shows a failure, for instance at a field. Else a toast does, with a retry. */
  quiet?: boolean;
  /** The retry, if it is more than sending the request again. */
  again?: () => void;
  /** The request stores nothing, so its failure does not say "not saved". */
  question?: boolean;
  /** Replaces the default refresh of the page; false: none. */
  refresh?: (() => void) | false;
}

export interface Save {
  /** Never rejects. */
  save<T>(saving: Saving<T>): Promise<Result<T>>;
  /** Whether a request of this component is under way. */
  pending: boolean;
}

export function useSave(): Save {
  const t = useTranslations("shell.saving");
  const announce = useAnnounce();
  const own = useRefresh();
  const [running, setRunning] = useState(0);
  // One failure toast at a time: a second failure replaces the first.
  const failedToast = useId();
  /** Which failure the toast is about. */
  const failures = useRef(0);

  async function save<T>(saving: Saving<T>): Promise<Result<T>> {
    const saved = saving.question ? () => undefined : own.saving();
    return run(saving).finally(saved);
  }

  async function run<T>(saving: Saving<T>): Promise<Result<T>> {
    const { request, done, question, refresh = own.refresh, again = () => void save(saving) } = saving;
    setRunning((count) => count + 1);
    const send = () =>
      attempt(
        request,
        (error) => {
          if (error instanceof NoAnswer) own.unblock();
          // To try the same again makes no sense after an update.
          const code = isUnrecognizedAction(error) ? "invalid" : "unreachable";
          return { ok: false, code, error: t(wordFor(error, question)), values: {} };
        },
        question ? QUESTION_LIMIT_MS : SAVE_LIMIT_MS,
      );
    let answer = await send();
    if (!answer.ok && answer.code === "signed_out" && (await signedInAgain())) answer = await send();
    setRunning((count) => count - 1);
    if (answer.ok) {
      failures.current += 1;
      toast.dismiss(failedToast);
      const announcement = done?.(answer.value);
      if (announcement) announce(announcement);
      if (refresh) refresh();
    } else if (!saving.quiet) {
      const retry = isPassing(answer)
        ? { action: { label: t("again"), onClick: again }, duration: AGAIN_MS }
        : {};
      const number = ++failures.current;
      const lost = isServerLost() && answer.code === "unreachable";
      toast.error(answer.error, { id: failedToast, ...retry, ...(lost && { duration: Infinity }) });
      // It stays until one can try again, and a while longer.
      if (lost)
        void untilThere().then(() => {
          if (number === failures.current) toast.error(answer.error, { id: failedToast, ...retry });
        });
    }
    return answer;
  }

  return { save, pending: running > 0 };
}

/** The sentence for a request that got no usable answer. */
function wordFor(error: unknown, question = false) {
  if (isUnrecognizedAction(error)) return "outdated";
  if (error instanceof NoAnswer) return question ? "noAnswer" : "maybeSaved";
  return question ? "unreachable" : "notSaved";
}

/** Shows a toast for the save, then adds on how many workers it is live. It stays while some of them are late. */
function useAnnounce(): (announcement: Announcement) => void {
  const t = useTranslations("shell");
  const late = useLateWords();
  return (announcement) => {
    const { message, live, undo }: Exclude<Announcement, string> =
      typeof announcement === "string" ? { message: announcement } : announcement;
    const options = undo ? { action: { label: t("undo"), onClick: undo }, duration: UNDO_MS } : {};
    const id = toast.success(message, options);
    if (!live) return;
    void tellLive(live, (now, isLast) => {
      const { live: ready, workers } = now;
      toast[ready < workers || workers === 0 ? "warning" : "success"](message, {
        id,
        description: late(now, isLast) ?? t("live", { live: ready, workers }),
        ...options,
        duration: isLast ? UNDO_MS : LATE_MS,
      });
    });
  };
}
