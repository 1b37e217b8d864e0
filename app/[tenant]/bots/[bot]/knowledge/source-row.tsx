"use client";
import { Ellipsis, Pencil, RotateCw, Share2, Trash2, Upload as UploadIcon, UserRound } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { SourceLine } from "#lib/knowledge/sources.ts";
import { Button } from "../../../../components/button.tsx";
import { Going } from "../../../../components/going.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../../../components/menu.tsx";
import {
  ReadingBar,
  SharedMark,
  SourceFacts,
  SourceIcon,
  SourceState,
  useFaultWords,
} from "./source-look.tsx";
import { isUnderWay, isWritten } from "./source-states.ts";

export type SourceStep = "rename" | "replace" | "again" | "share" | "own" | "remove";

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

function SourceMenu({ source, onStep }: { source: SourceLine; onStep: (step: SourceStep) => void }) {
  const t = useTranslations("knowledge");
  const { name, kind, shared } = source;
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon" aria-label={t("sources.more", { name })} className="relative z-1">
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      <MenuItem onSelect={() => onStep("rename")}>
        <Pencil aria-hidden />
        {t("menu.rename")}
      </MenuItem>
      {kind === "file" ? (
        <MenuItem onSelect={() => onStep("replace")}>
          <UploadIcon aria-hidden />
          {t("menu.replace")}
        </MenuItem>
      ) : null}
      {isWritten(source) ? null : (
        <MenuItem onSelect={() => onStep("again")}>
          <RotateCw aria-hidden />
          {t("menu.again")}
        </MenuItem>
      )}
      <MenuItem onSelect={() => onStep(shared ? "own" : "share")}>
        {shared ? <UserRound aria-hidden /> : <Share2 aria-hidden />}
        {t(shared ? "menu.own" : "menu.share")}
      </MenuItem>
      <MenuSeparator />
      <MenuItem destructive onSelect={() => onStep("remove")}>
        <Trash2 aria-hidden />
        {t("menu.remove")}
      </MenuItem>
    </Menu>
  );
}
