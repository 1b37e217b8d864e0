"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";

/** Characters that the server reads (lib/bot-file/text.ts). */
const SIZE_MAX = 300_000;

interface Props {
  label: string;
  /** Null: none is chosen. */
  onText: (text: string | null) => void;
}

/** Reads a bot's file in the browser. */
export function FileInput({ label, onText }: Props) {
  const t = useTranslations("botSettings.file");
  const [tooLarge, setTooLarge] = useState(false);
  async function read(file: File | undefined): Promise<void> {
    const isLarge = file !== undefined && file.size > SIZE_MAX;
    setTooLarge(isLarge);
    onText(file && !isLarge ? await file.text() : null);
  }
  return (
    <label className="mb-5 block">
      <span className="mb-1.5 block font-medium text-13">{label}</span>
      <input
        type="file"
        accept=".yaml,.yml,.json"
        onChange={(event) => void read(event.target.files?.[0])}
        className="block w-full text-13 file:mr-3 file:h-9 file:cursor-pointer file:rounded-md file:border file:bg-background file:px-3"
      />
      {tooLarge ? (
        <span role="alert" className="mt-1.5 block text-13 text-broken">
          {t("large")}
        </span>
      ) : null}
    </label>
  );
}
