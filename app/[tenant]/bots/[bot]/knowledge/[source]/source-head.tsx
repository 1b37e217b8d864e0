"use client";
import { ArrowUpRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { SourceLine } from "#lib/knowledge/sources.ts";
import { Button } from "../../../../../components/button.tsx";
import { Notice } from "../../../../../components/notice.tsx";
import { useSave } from "../../../../../saving/use-save.ts";
import { readSourceAgain } from "../actions.ts";
import {
  ReadingBar,
  SharedMark,
  SourceFacts,
  SourceIcon,
  SourceState,
  useFaultWords,
} from "../source-look.tsx";
import { isWritten } from "../source-states.ts";

interface Props {
  tenant: string;
  bot: { id: string; name: string };
  source: SourceLine;
  editable: boolean;
}

/** What the source is, its state, and what is to be done about it. */
export function SourceHead({ tenant, source, editable }: Props) {
  const t = useTranslations("knowledge");
  const faultWords = useFaultWords();
  const { save, pending } = useSave();
  const { id, name, kind, url, newest, servedAt, shared } = source;
  const again = () =>
    save({ request: () => readSourceAgain(tenant, { id }), done: () => t("againDone", { name }) });
  return (
    <header className="mb-6">
      <div className="flex items-start gap-3">
        <SourceIcon kind={kind} />
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 className="min-w-0 text-16 [overflow-wrap:anywhere]">{name}</h2>
            <SourceState source={source} />
            {shared ? <SharedMark /> : null}
          </div>
          <SourceFacts source={source} />
          {url ? (
            <a
              href={url}
              target="_blank"
              rel="noreferrer"
              className="mt-0.5 inline-flex max-w-full items-center gap-1 text-13 text-primary hover:underline dark:text-[oklch(0.74_0.13_264)]"
            >
              <span className="truncate">{url}</span>
              <ArrowUpRight aria-hidden className="size-3.5 shrink-0" />
            </a>
          ) : null}
        </div>
        {editable && !isWritten(source) && kind !== "file" ? (
          <Button variant="secondary" size="sm" pending={pending} onClick={() => void again()}>
            {t("source.again")}
          </Button>
        ) : null}
      </div>
      <ReadingBar source={source} className="mt-3" />
      {newest?.state === "failed" ? (
        <Notice tone="broken" className="mt-4 mb-0" title={faultWords(newest.fault)}>
          {servedAt ? t("sources.earlier") : null}
        </Notice>
      ) : null}
    </header>
  );
}
