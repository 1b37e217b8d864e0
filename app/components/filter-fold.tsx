"use client";
import { SlidersHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";

interface Props {
  /** Always in sight, and first. */
  search?: ReactNode;
  /** Always in sight, in a row of its own on a phone. */
  choice?: ReactNode;
  /** How many of the filters in `children` are set. */
  active: number;
  /** @param open whether somebody on a phone has asked for them */
  children: (open: boolean) => ReactNode;
}

/** The filters of a list. On a phone they are behind one button, which tells how many are set. */
export function FilterFold({ search, choice, active, children }: Props) {
  const t = useTranslations("shell.filters");
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      {search}
      <Button
        variant="secondary"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="md:hidden max-md:h-11"
      >
        <SlidersHorizontal aria-hidden />
        {active > 0 ? t("active", { count: active }) : t("open")}
      </Button>
      {choice}
      <div
        id={id}
        className={cn("flex flex-wrap items-center gap-2", open ? "max-md:w-full" : "max-md:hidden")}
      >
        {children(open)}
      </div>
    </div>
  );
}
