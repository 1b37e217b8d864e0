"use client";
// Files are dropped anywhere in it, or chosen.
import { CloudUpload } from "lucide-react";
import { useTranslations } from "next-intl";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { SOURCE_FILES } from "#lib/knowledge/kinds-of-files.ts";
import { cn } from "../../../../components/cn.ts";

const holdsFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");

interface Props {
  /** Megabytes of a file at most. */
  mb: number;
  large: boolean;
  onFiles: (files: File[]) => void;
  children?: ReactNode;
}

export function DropZone({ mb, large, onFiles, children }: Props) {
  const t = useTranslations("knowledge.drop");
  const picker = useRef<HTMLInputElement>(null);
  /** Elements that the pointer is in: each entered one is told before the one that is left. */
  const depth = useRef(0);
  const [isOver, setOver] = useState(false);
  function enter(by: 1 | -1): void {
    depth.current = Math.max(0, depth.current + by);
    setOver(depth.current > 0);
  }
  const choose = () => picker.current?.click();
  return (
    <section
      aria-label={t("label")}
      onDragEnter={(event) => holdsFiles(event) && enter(1)}
      onDragLeave={(event) => holdsFiles(event) && enter(-1)}
      onDragOver={(event) => holdsFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept={SOURCE_FILES}
        aria-label={t("files")}
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          target.value = "";
        }}
      />
      <div
        className={cn(
          "relative flex flex-col items-center rounded-lg border border-dashed px-4 text-center transition-colors duration-100 hover:bg-muted/40",
          large ? "py-10" : "py-5",
          isOver ? "border-primary bg-primary-soft" : "border-strong",
        )}
      >
        <CloudUpload
          aria-hidden
          className={cn("mb-2 size-6", isOver ? "text-primary" : "text-muted-foreground")}
        />
        {isOver ? (
          <p className="text-14">{t("now")}</p>
        ) : (
          <>
            <p className="text-14 pointer-coarse:hidden">
              {t.rich("hint", { choose: (words) => <Choose onChoose={choose}>{words}</Choose> })}
            </p>
            {/* Nothing is dropped with a finger. */}
            <p className="text-14 not-pointer-coarse:hidden">
              <Choose onChoose={choose}>{t("choose")}</Choose>
            </p>
          </>
        )}
        <p className="mt-0.5 text-12 text-muted-foreground">{t("formats", { mb })}</p>
      </div>
      {children}
    </section>
  );
}

/** All of the zone is clickable. */
const Choose = ({ onChoose, children }: { onChoose: () => void; children: ReactNode }) => (
  <button
    type="button"
    onClick={onChoose}
    className="rounded-sm font-medium text-primary underline-offset-4 after:absolute after:inset-0 after:content-[''] hover:underline dark:text-[oklch(0.74_0.13_264)]"
  >
    {children}
  </button>
);
