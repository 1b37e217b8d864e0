"use client";
import { useTranslations } from "next-intl";
import { useId, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";

/** Characters that the server reads (lib/bot-file/text.ts). */
const SIZE_MAX = 300_000;

interface Props {
  label: string;
  /** Called as soon as another one is chosen; null: none is. */
  onFile: (text: Promise<string | null>) => void;
}

/** Reads a bot's file in the browser. With a button of our own: the browser's speaks the browser's language, not the dashboard's. */
export function FileInput({ label, onFile }: Props) {
  const t = useTranslations("botSettings.file");
  const [tooLarge, setTooLarge] = useState(false);
  const [name, setName] = useState("");
  const picker = useRef<HTMLInputElement>(null);
  const labelId = useId();
  function read(file: File | undefined): void {
    const isLarge = file !== undefined && file.size > SIZE_MAX;
    setTooLarge(isLarge);
    setName(file?.name ?? "");
    onFile(file && !isLarge ? file.text() : Promise.resolve(null));
  }
  return (
    <div className="mb-5">
      <p id={labelId} className="mb-1.5 font-medium text-13">
        {label}
      </p>
      <input
        ref={picker}
        type="file"
        hidden
        accept=".yaml,.yml,.json"
        aria-label={label}
        onChange={(event) => read(event.target.files?.[0])}
      />
      <div className="flex items-center gap-3 text-13">
        <Button
          variant="secondary"
          size="sm"
          aria-describedby={labelId}
          onClick={() => picker.current?.click()}
        >
          {t("pick")}
        </Button>
        <span className="min-w-0 truncate text-muted-foreground">{name}</span>
      </div>
      {tooLarge ? (
        <span role="alert" className="mt-1.5 block text-13 text-broken">
          {t("large")}
        </span>
      ) : null}
    </div>
  );
}
