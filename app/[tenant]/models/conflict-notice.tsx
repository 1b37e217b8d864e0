"use client";
import { useTranslations } from "next-intl";
import type { ModelEntry } from "#lib/models/order.ts";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { useNow, useTimeWords } from "../../components/time.tsx";
import { type Conflict, onTop } from "./merge.ts";

/** Somebody saved in between: keep theirs, or apply mine on top. */
export function ConflictNotice(props: {
  conflict: Conflict;
  nameOf: (model: string) => string;
  onResolve: (entries: ModelEntry[] | null) => void;
}) {
  const { theirs, mine, base } = props.conflict;
  const t = useTranslations("models");
  const words = useTimeWords();
  const now = useNow(20_000);
  const when = theirs.at ? words.relative(theirs.at, now) : "";
  return (
    <Notice tone="waiting">
      <p>
        {theirs.by ? t("conflict", { who: theirs.by, when }) : t("conflictNobody", { when })}{" "}
        <span className="text-muted-foreground">
          {theirs.entries
            .filter(({ enabled }) => enabled)
            .map(({ model }) => props.nameOf(model))
            .join(" → ")}
        </span>
      </p>
      <div className="mt-2 flex gap-2">
        <Button size="sm" variant="secondary" onClick={() => props.onResolve(null)}>
          {t("useTheirs")}
        </Button>
        <Button size="sm" onClick={() => props.onResolve(onTop(mine, base, theirs.entries))}>
          {t("applyMine")}
        </Button>
      </div>
    </Notice>
  );
}
