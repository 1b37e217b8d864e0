"use client";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../../components/button.tsx";
import { cn } from "../../components/cn.ts";
import { controlLook } from "../../components/input.tsx";

/** A day of the tenant's calendar, by the browser's own picker. */
export function DayInput(props: {
  label: string;
  value: string;
  min?: string;
  max?: string;
  onChange: (day: string) => void;
}) {
  const { label, value, min, max, onChange } = props;
  return (
    <label className="flex items-center gap-1.5 text-12 text-muted-foreground max-md:w-full">
      <span className="max-md:min-w-20">{label}</span>
      <input
        type="date"
        value={value}
        min={min}
        max={max}
        onChange={(event) => onChange(event.target.value)}
        className={cn(
          controlLook,
          "h-8 w-36 px-2 text-13 text-foreground max-md:h-9 max-md:flex-1 max-md:text-13",
        )}
      />
    </label>
  );
}

/** An hour that a chart led to: shown as it is, and removed as a whole. */
export function HourChip({ from, to, onClear }: { from: string; to: string; onClear: () => void }) {
  const t = useTranslations("answers.filter");
  const shown = t("period", { from: from.replace("T", " "), to: to.replace("T", " ") });
  return (
    <Button variant="secondary" size="sm" aria-label={t("without", { name: shown })} onClick={onClear}>
      <span className="tabular-nums">{shown}</span>
      <X aria-hidden />
    </Button>
  );
}
