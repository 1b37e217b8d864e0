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

/** Reads a bot's file in the browser. */
export function FileInput({ label, onFile }: Props) {
  const t = useTranslations("botSettings.file");
  const [tooLarge, setTooLarge] = useState(false);
  function read(file: File | undefined): void {
    const isLarge = file !== undefined && file.size > SIZE_MAX;
    setTooLarge(isLarge);
    onFile(file && !isLarge ? file.text() : Promise.resolve(null));
  }
  return (
    <label className="mb-5 block">
      <span className="mb-1.5 block font-medium text-13">{label}</span>
      <input
        type="file"
        accept=".yaml,.yml,.json"
        onChange={(event) => read(event.target.files?.[0])}
        className="block w-full text-13 file:mr-3 file:h-9 file:cursor-pointer file:rounded-md file:border file:border-border file:bg-background file:px-3"
      />
      {tooLarge ? (
        <span role="alert" className="mt-1.5 block text-13 text-broken">
          {t("large")}
        </span>
      ) : null}
    </label>
  );
}
