"use client";
import { FileUp, RotateCw, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../../../../components/button.tsx";
import { useNumbers } from "../../../../components/numbers.ts";
import { ProgressBar } from "./progress-bar.tsx";
import type { FileUpload } from "./upload-queue.ts";

interface Props {
  uploads: readonly FileUpload[];
  /** Megabytes of a file at most. */
  mb: number;
  onDrop: (key: string) => void;
  onAgain: (key: string) => void;
}

/** Files that are not stored yet, above the sources. */
export function UploadList({ uploads, mb, onDrop, onAgain }: Props) {
  const t = useTranslations("knowledge.upload");
  const numbers = useNumbers();
  if (uploads.length === 0) return null;
  return (
    <ul aria-label={t("title")} className="divide-y border-t">
      {uploads.map(({ key, file, state, sent, fault, said }) => (
        <li key={key} className="flex items-center gap-3 py-3">
          <span className="grid size-9 shrink-0 place-items-center rounded-lg bg-muted text-muted-foreground">
            <FileUp aria-hidden className="size-4" />
          </span>
          <div className="min-w-0 flex-1">
            <p className="truncate font-medium text-14">{file.name}</p>
            {state === "failed" ? (
              <p role="alert" className="text-13 text-broken">
                {said ?? t(fault ?? "refused", { mb })}
              </p>
            ) : (
              <>
                <p className="text-12 text-muted-foreground">
                  {state === "waiting" || state === "away"
                    ? t(state)
                    : sent >= 1
                      ? t("storing")
                      : t("sending", { percent: numbers.percent(sent) })}
                </p>
                <ProgressBar className="mt-1.5" label={file.name} done={sent} />
              </>
            )}
          </div>
          {state === "failed" && fault !== "large" && fault !== "empty" ? (
            <Button variant="secondary" size="sm" onClick={() => onAgain(key)}>
              <RotateCw aria-hidden />
              {t("again")}
            </Button>
          ) : null}
          <Button
            variant="ghost"
            size="icon"
            aria-label={t(state === "failed" ? "dismiss" : "cancel", { name: file.name })}
            onClick={() => onDrop(key)}
          >
            <X aria-hidden />
          </Button>
        </li>
      ))}
    </ul>
  );
}
