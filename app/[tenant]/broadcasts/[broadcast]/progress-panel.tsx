"use client";
// How far it is, in figures that are fresh while it goes on, and what stops it.
import { Pause, Play, Square, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { BroadcastStep } from "#lib/broadcasts/control.ts";
import type { BroadcastView } from "#lib/broadcasts/read.ts";
import { Button } from "../../../components/button.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { useNumbers } from "../../../components/numbers.ts";
import { RelativeTime, useTimeWords } from "../../../components/time.tsx";
import { useSave } from "../../../saving/use-save.ts";
import { changeBroadcast } from "../actions.ts";
import { StartTime } from "./order-panel.tsx";

interface Props {
  tenant: string;
  broadcast: BroadcastView;
  maySend: boolean;
}

/** Messages a second that it mostly makes beside the live traffic. */
const USUAL_RATE = 20;

export function ProgressPanel({ tenant, broadcast, maySend }: Props) {
  const t = useTranslations("broadcasts.progress");
  const numbers = useNumbers();
  const words = useTimeWords();
  const { state, total, sent, blocked, refused, replied, startAt, startedAt, finishedAt, author } = broadcast;
  const tried = sent + blocked + refused;
  const left = Math.max(0, total - tried);
  const share = total > 0 ? Math.min(1, tried / total) : state === "done" ? 1 : 0;
  const isOver = state === "done" || state === "stopped";
  const figures = [
    { label: t("people"), value: numbers.count(total) },
    ...(startedAt
      ? [
          { label: t("sent"), value: numbers.count(sent) },
          { label: t("blocked"), value: numbers.count(blocked) },
          { label: t("refused"), value: numbers.count(refused) },
          ...(isOver ? [] : [{ label: t("left"), value: numbers.count(left) }]),
          ...(state === "sending"
            ? [{ label: t("timeLeft"), value: words.span((left / USUAL_RATE) * 1_000) }]
            : []),
          ...(replied === null ? [] : [{ label: t("replied"), value: numbers.count(replied) }]),
        ]
      : []),
  ];
  return (
    <section>
      {startedAt ? (
        <div
          role="progressbar"
          aria-label={t("label")}
          aria-valuenow={Math.round(share * 100)}
          aria-valuemin={0}
          aria-valuemax={100}
          className="mb-4 h-2 overflow-hidden rounded-full bg-muted"
        >
          <div
            className="h-full rounded-full bg-primary transition-[width] duration-500"
            style={{ width: `${share * 100}%` }}
          />
        </div>
      ) : null}
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3">
        {figures.map(({ label, value }) => (
          <div key={label}>
            <dt className="text-13 text-muted-foreground">{label}</dt>
            <dd className="text-20 tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-13 text-muted-foreground">
        {author ? `${t("by", { name: author })} · ` : null}
        {state === "scheduled" && startAt ? (
          <>
            {t("startsAt")} <StartTime at={startAt} />
          </>
        ) : null}
        {startedAt ? <RelativeTime date={finishedAt ?? startedAt} /> : null}
      </p>
      {maySend ? <Steps tenant={tenant} broadcast={broadcast} /> : null}
    </section>
  );
}

function Steps({ tenant, broadcast: { id, state } }: Omit<Props, "maySend">) {
  const t = useTranslations("broadcasts.step");
  const { save, pending } = useSave();
  const [asking, setAsking] = useState(false);
  const step = (step: BroadcastStep, quiet = false) =>
    save({ request: () => changeBroadcast(tenant, { id, step }), done: () => t(`${step}Done`), quiet });
  const isUnderWay = state === "sending" || state === "paused";
  return (
    <div className="mt-5 flex flex-wrap gap-2">
      {state === "scheduled" ? (
        <Button variant="secondary" pending={pending} onClick={() => void step("cancel")}>
          <Undo2 aria-hidden />
          {t("cancel")}
        </Button>
      ) : null}
      {state === "sending" ? (
        <Button variant="secondary" pending={pending} onClick={() => void step("pause")}>
          <Pause aria-hidden />
          {t("pause")}
        </Button>
      ) : null}
      {state === "paused" ? (
        <Button pending={pending} onClick={() => void step("resume")}>
          <Play aria-hidden />
          {t("resume")}
        </Button>
      ) : null}
      {isUnderWay ? (
        <Button variant="ghost" onClick={() => setAsking(true)}>
          <Square aria-hidden />
          {t("stop")}
        </Button>
      ) : null}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("stopTitle")}
        body={t("stopBody")}
        confirm={t("stop")}
        destructive
        onConfirm={() => step("stop", true)}
      />
    </div>
  );
}
