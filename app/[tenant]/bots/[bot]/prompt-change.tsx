"use client";
// What changed between two texts, word by word; line by line where they differ too much for that.
import { type Change, diffLines, diffWordsWithSpace } from "diff";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { cn } from "../../../components/cn.ts";

/** Words that differ beyond this are no longer read as words, and take long to find. */
const EDITS_MAX = 2_000;

const changesOf = (before: string, text: string): readonly Change[] =>
  diffWordsWithSpace(before, text, { maxEditLength: EDITS_MAX }) ?? diffLines(before, text);

export function PromptChange({ before, text }: { before: string; text: string }) {
  const t = useTranslations("bots.versions");
  const changes = useMemo(() => changesOf(before, text), [before, text]);
  if (before === text) return <p className="text-muted-foreground">{t("same")}</p>;
  return (
    <div className="whitespace-pre-wrap break-words rounded-md border bg-muted/40 p-3 text-13 leading-relaxed">
      {changes.map(({ added, removed, value }, i) => {
        if (!added && !removed) return value;
        const Tag = added ? "ins" : "del";
        return (
          <Tag
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts never change places
            key={i}
            className={cn(
              "rounded-sm",
              added ? "bg-works/15 no-underline" : "bg-broken/15 text-muted-foreground",
            )}
          >
            <span className="sr-only">[{t(added ? "added" : "removed")}: </span>
            {value}
            <span className="sr-only">]</span>
          </Tag>
        );
      })}
    </div>
  );
}
