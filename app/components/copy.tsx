"use client";
import { Check, Copy as CopyIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "./button.tsx";

/** Puts `text` into the clipboard; `label` says what it is. */
export function Copy({ text, label }: { text: string; label: string }) {
  const t = useTranslations("shell");
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 1_500);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label={done ? t("copied") : label}
      onClick={() => navigator.clipboard?.writeText(text).then(() => setDone(true))}
    >
      {done ? <Check aria-hidden className="text-works" /> : <CopyIcon aria-hidden />}
    </Button>
  );
}
