"use client";
// The state of a key in full: what Google said, what we do about it, what an admin can do.
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { KeyView } from "#lib/keys/list.ts";
import { Button } from "../../components/button.tsx";
import { useClassWords, useSaid } from "../../components/class-words.ts";
import { Countdown } from "../../components/time.tsx";
import { ComesBack, KeyStateBadge } from "./key-state-badge.tsx";

export function KeyCondition(props: {
  view: KeyView;
  /** null for those who may only look. */
  actions: { test(): void; replace(): void } | null;
}) {
  const { view, actions } = props;
  const t = useTranslations("keys");
  const { state } = view;
  return (
    <section className="grid gap-3">
      <div className="flex items-center gap-3">
        <KeyStateBadge view={view} />
        <span className="text-13 text-muted-foreground">
          <ComesBack state={state} />
        </span>
      </div>
      <Explanation view={view} />
      {state.kind === "works" ? <Resting {...state} /> : null}
      {actions ? (
        <div className="flex gap-2">
          <Button variant="secondary" size="sm" onClick={actions.test}>
            {t("test")}
          </Button>
          <Button
            variant={state.kind === "broken" ? "primary" : "secondary"}
            size="sm"
            onClick={actions.replace}
          >
            {t("replace")}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function Explanation({ view }: { view: KeyView }) {
  const t = useTranslations("keys.panel");
  const words = useClassWords();
  const saidOf = useSaid();
  const { state, label, last4 } = view;
  const kind = "class" in state ? state.class : null;
  if (!kind) {
    const known = state.kind === "works" || state.kind === "off";
    return <p className="text-14">{t(known ? state.kind : "unchecked")}</p>;
  }
  const model = "model" in state ? state.model : null;
  const reason = "reason" in state ? state.reason : null;
  const said = reason ? saidOf(reason) : null;
  return (
    <>
      <p className="text-14">{words.headline(kind, { label, last4, model, reason })}</p>
      {said ? <Said title={said.title}>{said.text}</Said> : null}
      <Said title={t("doing")}>{words.doing(kind, reason)}</Said>
      <Said title={t("remedy")}>{words.remedy(kind, reason)}</Said>
    </>
  );
}

/** Models that the key is not asked for just now. */
function Resting({ resting, lacking }: Extract<KeyView["state"], { kind: "works" }>) {
  const t = useTranslations("keys.panel");
  const words = useClassWords();
  return (
    <>
      {resting.length > 0 ? (
        <Said title={t("resting")}>
          <ul className="grid gap-1.5">
            {resting.map(({ model, class: why, until }) => (
              <li key={model} className="flex flex-wrap items-baseline gap-x-2">
                <span className="font-mono text-12">{model}</span>
                <span className="text-muted-foreground">{words.name(why)}</span>
                {until ? <Countdown until={until} /> : null}
              </li>
            ))}
          </ul>
        </Said>
      ) : null}
      {lacking.length > 0 ? (
        <Said title={t("lacking")}>
          <span className="font-mono text-12">{lacking.join(", ")}</span>
        </Said>
      ) : null}
    </>
  );
}

function Said({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h3 className="text-12 text-muted-foreground">{title}</h3>
      <div className="break-words text-13">{children}</div>
    </div>
  );
}
