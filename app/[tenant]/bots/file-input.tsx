"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";

/** Characters that the server reads (lib/bot-file/text.ts). */
const SIZE_MAX = 300_000;

interface Props {
  label: string;
  /** Called as soon as another one is chosen; null: none is. */
  onFile: (text: Promise<string | null>) => void;
}

/** Reads a bot's file in the browser. The browser's own button speaks the browser's language, not the dashboard's: ours stands for it. */
export function FileInput({ label, onFile }: Props) {
  const t = useTranslations("botSettings.file");
  const [tooLarge, setTooLarge] = useState(false);
  const [name, setName] = useState("");
  function read(file: File | undefined): void {
    const isLarge = file !== undefined && file.size > SIZE_MAX;
    setTooLarge(isLarge);
    setName(file?.name ?? "");
    onFile(file && !isLarge ? file.text() : Promise.resolve(null));
  }
  return (
    <label className="relative mb-5 block cursor-pointer">
      <span className="mb-1.5 block font-medium text-13">{label}</span>
      <input
        type="file"
        accept=".yaml,.yml,.json"
        onChange={(event) => read(event.target.files?.[0])}
        className="peer sr-only"
      />
      <span
        aria-hidden
        className="flex items-center gap-3 text-13 peer-focus-visible:[&>:first-child]:outline-2 peer-focus-visible:[&>:first-child]:outline-primary"
      >
        <span className="flex h-9 shrink-0 items-center rounded-md border border-border bg-background px-3">
          {t("pick")}
        </span>
        <span className="min-w-0 truncate text-muted-foreground">{name}</span>
      </span>
      {tooLarge ? (
        <span role="alert" className="mt-1.5 block text-13 text-broken">
          {t("large")}
        </span>
      ) : null}
    </label>
  );
}
