"use client";
import { ArrowDown, ArrowUp, Sparkle } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { TriedPiece, TriedQuestion } from "#lib/knowledge/try.ts";
import { Button } from "../../../../components/button.tsx";
import { cn } from "../../../../components/cn.ts";
import { useNumbers } from "../../../../components/numbers.ts";
import { usePlace } from "./use-place.ts";

interface Props {
  tried: TriedQuestion;
  /** What was found for the same question before. */
  before: TriedQuestion | null;
  /** Of the page of knowledge. */
  at: string;
}

const nameOf = ({ heading, text }: Pick<TriedPiece, "heading" | "text">) => heading || text.slice(0, 60);

/** The parts that would be found, the best one first. */
export function FoundList({ tried, before, at }: Props) {
  const t = useTranslations("knowledge.try");
  const gone = before?.pieces.filter(({ id }) => tried.pieces.every((piece) => piece.id !== id)) ?? [];
  return (
    <>
      <ol className="mt-3 divide-y border-y empty:hidden">
        {tried.pieces.map((piece, place) => {
          const was = before ? before.pieces.findIndex(({ id }) => id === piece.id) : place;
          return (
            <FoundPart
              key={piece.id}
              piece={piece}
              at={at}
              moved={before ? (was < 0 ? "new" : was - place) : null}
            />
          );
        })}
      </ol>
      {gone.length > 0 ? (
        <p className="mt-2 text-12 text-muted-foreground">
          {t("gone", { names: gone.map(nameOf).join(", ") })}
        </p>
      ) : null}
    </>
  );
}

/** @param props.moved by how many places it is higher than before; null: it was not asked before */
function FoundPart({ piece, at, moved }: { piece: TriedPiece; at: string; moved: number | "new" | null }) {
  const t = useTranslations("knowledge.try");
  const numbers = useNumbers();
  const placeOf = usePlace();
  const [isOpen, setOpen] = useState(false);
  const { heading, place, by, fit, source } = piece;
  // A product's text begins with its name.
  const text =
    heading && piece.text.startsWith(`${heading}\n`) ? piece.text.slice(heading.length + 1) : piece.text;
  const isLong = text.length > 180;
  return (
    <li className="py-3">
      <div className="flex items-start justify-between gap-3">
        <p className="min-w-0 font-medium text-13 [overflow-wrap:anywhere]">{nameOf({ heading, text })}</p>
        <Movement moved={moved} />
      </div>
      {heading || isLong ? (
        <p
          className={cn(
            "mt-0.5 whitespace-pre-line text-13 text-muted-foreground [overflow-wrap:anywhere]",
            isOpen ? "" : "line-clamp-3",
          )}
        >
          {text}
        </p>
      ) : null}
      {isLong ? (
        <Button variant="link" size="sm" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? "hide" : "show")}
        </Button>
      ) : null}
      <div className="mt-1.5 flex flex-wrap items-center gap-x-2 gap-y-1">
        <div className="h-1 w-14 shrink-0 overflow-hidden rounded-full bg-muted">
          <div className="h-full rounded-full bg-chart-1" style={{ width: `${Math.round(fit * 100)}%` }} />
        </div>
        <span className="sr-only">{t("score", { percent: numbers.percent(fit) })}</span>
        <span className="min-w-24 flex-1 truncate text-12 text-muted-foreground">
          <Link
            href={`${at}/${source.id}`}
            prefetch={false}
            className="hover:text-foreground hover:underline"
          >
            {source.name}
          </Link>
          {place ? ` · ${placeOf(place)}` : null}
        </span>
        <span className="flex max-w-full flex-wrap gap-1">
          {by.map((how) => (
            <span key={how} className="rounded-md bg-muted px-1.5 py-0.5 text-12 text-muted-foreground">
              {t(`by.${how}`)}
            </span>
          ))}
        </span>
      </div>
    </li>
  );
}

function Movement({ moved }: { moved: number | "new" | null }) {
  const t = useTranslations("knowledge.try.change");
  if (moved === null || moved === 0) return null;
  const isUp = moved === "new" || moved > 0;
  const Icon = moved === "new" ? Sparkle : isUp ? ArrowUp : ArrowDown;
  return (
    <span
      className={cn(
        "flex shrink-0 items-center gap-1 text-12",
        isUp ? "text-works" : "text-muted-foreground",
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {moved === "new" ? t("new") : t(isUp ? "up" : "down", { count: Math.abs(moved) })}
    </span>
  );
}
