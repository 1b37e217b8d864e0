"use client";
// How a source looks in a list: its icon, its state in words, its size.
import { FileText, Globe, type LucideIcon, MessageCircleQuestion, Network, Package } from "lucide-react";
import { useTranslations } from "next-intl";
import type { SourceKind } from "#generated/enums.ts";
import { isSourceFault } from "#lib/knowledge/faults.ts";
import type { SourceLine } from "#lib/knowledge/sources.ts";
import { useNumbers } from "../../../../components/numbers.ts";
import { State } from "../../../../components/state.tsx";
import { RelativeTime } from "../../../../components/time.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { isUnderWay, isWritten } from "./source-states.ts";

const icons: Record<SourceKind, LucideIcon> = {
  file: FileText,
  page: Globe,
  site: Network,
  answers: MessageCircleQuestion,
  products: Package,
};

export function SourceIcon({ kind, small = false }: { kind: SourceKind; small?: boolean }) {
  const Icon = icons[kind];
  if (small) return <Icon aria-hidden className="size-4 shrink-0 text-muted-foreground" />;
  return (
    <span className="grid size-9 shrink-0 place-items-center rounded-lg bg-muted text-muted-foreground">
      <Icon aria-hidden className="size-4" />
    </span>
  );
}

/** All bots of the workspace know it. */
export function SharedMark() {
  const t = useTranslations("knowledge.sources");
  return (
    <span className="rounded-md bg-muted px-1.5 py-0.5 text-12 text-muted-foreground">{t("shared")}</span>
  );
}

/** How far it is read; nothing while it is not being read. */
export function ReadingBar({
  source: { name, newest },
  className,
}: {
  source: SourceLine;
  className: string;
}) {
  if (newest?.state !== "reading") return null;
  const done = newest.total ? newest.done / newest.total : null;
  return <ProgressBar className={className} label={name} done={done} />;
}

export function SourceState({ source }: { source: SourceLine }) {
  const t = useTranslations("knowledge.sources.state");
  const numbers = useNumbers();
  const { newest, servedAt } = source;
  if (newest?.state === "failed") return <State kind="broken">{t("broken")}</State>;
  if (newest && isUnderWay(source)) {
    const { state, total, done } = newest;
    const words =
      state !== "reading"
        ? t("waiting")
        : total
          ? t("readingOf", { done: numbers.count(done), total: numbers.count(total) })
          : t("reading");
    return <State kind="waiting">{words}</State>;
  }
  if (!servedAt || newest?.pieces === 0) return <State kind="off">{t("empty")}</State>;
  return <State kind="works">{t("works")}</State>;
}

/** "2.4 MB", "84 KB"; null: nothing was stored. */
function useBytes(): (bytes: number) => string | null {
  const t = useTranslations("knowledge.bytes");
  const numbers = useNumbers();
  return (bytes) => {
    if (bytes === 0) return null;
    const mb = bytes / 1_000_000;
    if (mb >= 1) return t("mb", { count: numbers.about(mb) });
    return t("kb", { count: numbers.count(Math.max(1, Math.round(bytes / 1_000))) });
  };
}

/** Why it could not be read, in a sentence with what to do. */
export function useFaultWords(): (fault: string | null) => string {
  const t = useTranslations("knowledge.fault");
  return (fault) => t(isSourceFault(fault) ? fault : "broken");
}

/** Its kind, its size, and when it was read. */
export function SourceFacts({ source }: { source: SourceLine }) {
  const t = useTranslations("knowledge.sources");
  const bytesOf = useBytes();
  const { kind, newest, servedAt, everyHours, url } = source;
  const count = newest?.pieces ?? 0;
  const size =
    kind === "answers"
      ? t("questions", { count })
      : kind === "products"
        ? t("products", { count })
        : count > 0
          ? t("parts", { count })
          : null;
  const facts = [
    isWritten(source) ? null : t(`kind.${kind}`),
    url ? url.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, "") : null,
    kind === "file" ? bytesOf(newest?.bytes ?? 0) : null,
    size,
    everyHours ? t("every", { hours: String(everyHours) }) : null,
  ].filter((fact) => fact !== null);
  return (
    <p className="mt-0.5 text-12 text-muted-foreground [overflow-wrap:anywhere]">
      {facts.join(" · ")}
      {servedAt ? (
        <>
          {facts.length > 0 ? " · " : null}
          {t.rich(isWritten(source) ? "changed" : "read", { time: () => <RelativeTime date={servedAt} /> })}
        </>
      ) : null}
    </p>
  );
}
