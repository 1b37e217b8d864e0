"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { SourceLine } from "#lib/knowledge/sources.ts";
import { Going } from "../../../../components/going.tsx";
import {
  ReadingBar,
  SharedMark,
  SourceFacts,
  SourceIcon,
  SourceState,
  useFaultWords,
} from "./source-look.tsx";
import { SourceMenu, type SourceStep } from "./source-menu.tsx";
import { isUnderWay } from "./source-states.ts";

interface Props {
  /** Of the page of knowledge. */
  at: string;
  source: SourceLine;
  /** Null: for whoever only looks. */
  onStep: ((step: SourceStep) => void) | null;
}

export function SourceRow({ at, source, onStep }: Props) {
  const t = useTranslations("knowledge.sources");
  const faultWords = useFaultWords();
  const { id, name, newest, servedAt, shared } = source;
  return (
    <li className="row-hover relative flex items-start gap-3 py-3">
      <SourceIcon kind={source.kind} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
          <Link
            href={`${at}/${id}`}
            prefetch={false}
            className="min-w-0 max-w-full truncate rounded-sm font-medium text-14 after:absolute after:inset-0 after:content-['']"
          >
            {name}
            <Going shape="text" />
          </Link>
          {shared ? <SharedMark /> : null}
          <span className="sm:hidden">
            <SourceState source={source} />
          </span>
        </div>
        <SourceFacts source={source} />
        <ReadingBar source={source} className="mt-2 max-w-80" />
        {newest?.state === "failed" ? (
          <p className="mt-1 text-13 text-broken">{faultWords(newest.fault)}</p>
        ) : null}
        {newest?.state === "ready" && newest.fault ? (
          <p className="mt-1 text-12 text-muted-foreground">{faultWords(newest.fault)}</p>
        ) : null}
        {servedAt && newest && (newest.state === "failed" || isUnderWay(source)) ? (
          <p className="mt-0.5 text-12 text-muted-foreground">
            {t(newest.state === "failed" ? "earlier" : "meanwhile")}
          </p>
        ) : null}
      </div>
      <span className="mt-1.5 max-sm:hidden">
        <SourceState source={source} />
      </span>
      {onStep ? <SourceMenu source={source} onStep={onStep} /> : null}
    </li>
  );
}
