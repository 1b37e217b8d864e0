"use client";
// The state of a key: icon and word, then on the same line the reason or the remedy.
import { useTranslations } from "next-intl";
import type { KeyView } from "#lib/keys/list.ts";
import { useClassWords } from "../../components/class-words.ts";
import { State } from "../../components/state.tsx";
import { Countdown } from "../../components/time.tsx";

export function KeyStateBadge({ view }: { view: KeyView }) {
  const t = useTranslations("keys");
  const { state } = view;
  const unchecked = state.kind === "waiting" && state.class === null;
  return (
    <State kind={unchecked ? "off" : state.kind}>{t(`state.${unchecked ? "unchecked" : state.kind}`)}</State>
  );
}

/** When a key that waits is back, or one that is broken is tried again. */
export function ComesBack({ state }: { state: KeyView["state"] }) {
  const t = useTranslations("keys");
  if (!("until" in state) || !state.until) return null;
  const { until } = state;
  return t.rich(state.kind === "broken" ? "again" : "back", { time: () => <Countdown until={until} /> });
}

/** One line: what it waits for, why it is broken, which models rest. Nothing where all is well. */
export function KeyNote({ view }: { view: KeyView }) {
  const t = useTranslations("keys");
  const words = useClassWords();
  const { state } = view;
  if (state.kind === "works") {
    const { resting, lacking } = state;
    const said = [
      resting.length > 0 ? t("resting", { count: resting.length }) : null,
      lacking.length > 0 ? t("lacking", { count: lacking.length }) : null,
    ];
    return said.filter((each) => each !== null).join(" · ") || null;
  }
  if (state.kind === "off" || state.class === null) return null;
  const name = words.name(state.class, "reason" in state ? state.reason : null);
  if (state.kind === "broken" || !state.until) return name;
  return (
    <>
      {name} · <ComesBack state={state} />
    </>
  );
}
