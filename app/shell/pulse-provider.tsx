"use client";
// Polls what changed in the tenant while the page is visible.
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import type { Pulse } from "#lib/live-config/pulse.ts";
import { onDemand } from "../on-demand.tsx";
import { tellConnection, untilWorthAsking } from "../saving/connection.ts";
import { useRefresh } from "../saving/refresh.tsx";
import { setEntrance } from "../saving/session-gate.ts";

const SignInAgain = onDemand(() => import("./sign-in-again.tsx").then((module) => module.SignInAgain));

/** Somebody looks at it: a change is shown within a second. */
const LOOKED_AT_MS = 500;
/** Visible in a window that nobody works in. */
const ASIDE_MS = 3_000;
const pause = () => (document.hasFocus() ? LOOKED_AT_MS : ASIDE_MS);
/** The connection counts as lost when no answer comes within this time. */
const ANSWER_MS = 10_000;

interface Heard extends Pulse {
  /** False while the server does not answer. */
  connected: boolean;
  /** When it was asked for, as performance.now() tells it; before any page arrived: 0. */
  askedAt: number;
}
const PulseContext = createContext<Heard | null>(null);

type Answer = (Pulse & { email: string }) | "signedOut" | "noMember" | "later";

/** @throws where the server does not answer */
async function askPulse(tenant: string, over: AbortSignal): Promise<Answer> {
  const response = await fetch(`/api/pulse/${encodeURIComponent(tenant)}`, {
    signal: AbortSignal.any([over, AbortSignal.timeout(ANSWER_MS)]),
  });
  if (response.status === 401) return "signedOut";
  if (response.status === 404) return "noMember";
  if (response.status === 429) return "later";
  if (!response.ok) throw new Error(String(response.status));
  return await response.json();
}

interface Props {
  tenant: string;
  /** Of the person for whom the page was rendered. */
  email: string;
  first: Pulse;
  children: ReactNode;
}

/** Around the pages of a tenant. When the session ends they stay, under a form to sign in again. */
export function PulseProvider({ tenant, email, first, children }: Props) {
  const [heard, setHeard] = useState<Heard>({ ...first, connected: true, askedAt: 0 });
  const [signedOut, setSignedOut] = useState(false);
  const { refresh, setGuard } = useRefresh();
  const askNow = useRef<() => void>(() => undefined);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let out = false;
    const over = new AbortController();
    let entered: (() => void)[] = [];

    function setOut(next: boolean): void {
      // Loads what the page missed meanwhile.
      if (out && !next) refresh();
      out = next;
      setSignedOut(next);
      if (next) return;
      for (const goOn of entered) goOn();
      entered = [];
    }

    const removeEntrance = setEntrance(
      () =>
        new Promise((goOn) => {
          entered.push(goOn);
          void ask();
        }),
    );

    let listening: Promise<Answer | null> | null = null;
    /** One request at a time: the page's refresh asks the same. */
    function listen(): Promise<Answer | null> {
      listening ??= hear().finally(() => {
        listening = null;
      });
      return listening;
    }

    async function hear(): Promise<Answer | null> {
      const askedAt = performance.now();
      const answer = await askPulse(tenant, over.signal).catch(() => null);
      if (over.signal.aborted) return null;
      tellConnection("pulse", answer !== null);
      if (answer === null) setHeard((last) => ({ ...last, connected: false }));
      // Another person signed in, in another tab: this page is not theirs.
      else if (typeof answer === "object" && answer.email !== email) window.location.reload();
      else if (answer !== "later") setOut(answer === "signedOut");
      if (answer && typeof answer === "object") setHeard({ ...answer, connected: true, askedAt });
      return answer;
    }

    async function canLoad(): Promise<boolean> {
      const answer = await listen();
      return answer !== null && answer !== "signedOut";
    }

    let waits = false;
    async function ask(): Promise<void> {
      clearTimeout(timer);
      // What wakes the page ends the wait for a lost server too.
      if (document.hidden || over.signal.aborted || waits) return;
      const answer = await listen();
      // Rendered again, the page shows "not found".
      if (answer === "noMember") return void refresh();
      clearTimeout(timer);
      if (answer !== null) {
        timer = setTimeout(ask, pause());
        return;
      }
      waits = true;
      await untilWorthAsking();
      waits = false;
      void ask();
    }
    const onShow = () => void ask();
    askNow.current = onShow;
    document.addEventListener("visibilitychange", onShow);
    window.addEventListener("online", onShow);
    timer = setTimeout(ask, pause());
    window.addEventListener("focus", onShow);
    const removeGuard = setGuard(canLoad);
    return () => {
      over.abort();
      clearTimeout(timer);
      removeGuard();
      removeEntrance();
      tellConnection("pulse", true);
      document.removeEventListener("visibilitychange", onShow);
      window.removeEventListener("online", onShow);
      window.removeEventListener("focus", onShow);
    };
  }, [tenant, email, refresh, setGuard]);
  return (
    <PulseContext value={heard}>
      {children}
      {signedOut ? <SignInAgain email={email} onEntered={() => askNow.current()} /> : null}
    </PulseContext>
  );
}

function useHeard(): Heard {
  const heard = useContext(PulseContext);
  if (!heard) throw new Error("Outside of a tenant there is no pulse.");
  return heard;
}

/** Workers that are alive, and whether the server answers at all. */
export function useFleet(): { workers: number; connected: boolean } {
  const { workers, connected } = useHeard();
  return { workers, connected };
}

/** Open alerts that this member sees. */
export const useOpenAlerts = (): number => useHeard().alerts;

/** What changes when something on a page has changed, and when the browser asked for it. */
export function useMarks(): Pick<Heard, "marks" | "askedAt"> {
  const { marks, askedAt } = useHeard();
  return { marks, askedAt };
}
export type Mark = keyof Pulse["marks"];
