"use client";
import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef } from "react";
import { cn } from "../../components/cn.ts";
import { wantsStill } from "../../components/still.ts";

export type StepState = "done" | "now" | "later";

interface Props {
  number: number;
  total: number;
  title: string;
  /** What is said in one line once it is done. */
  ready: string;
  state: StepState;
  open: boolean;
  children: ReactNode;
}

/** A step with its number; open it shows what to do. The one that becomes the next comes into view. */
export function StepFrame({ number, total, title, ready, state, open, children }: Props) {
  const t = useTranslations("start");
  const own = useRef<HTMLLIElement>(null);
  const before = useRef(state);
  useEffect(() => {
    if (state === "now" && before.current === "later")
      own.current?.scrollIntoView({ block: "start", behavior: wantsStill() ? "auto" : "smooth" });
    before.current = state;
  }, [state]);
  return (
    <li
      ref={own}
      aria-current={state === "now" ? "step" : undefined}
      className="grid scroll-mt-2 grid-cols-[2rem_minmax(0,1fr)] gap-x-3 md:gap-x-4"
    >
      <div className="flex flex-col items-center">
        <span
          aria-hidden
          className={cn(
            "grid size-8 shrink-0 place-items-center rounded-full border font-semibold text-13",
            state === "done" && "border-works/40 bg-works/8 text-works",
            state === "now" && "border-primary bg-primary text-primary-foreground",
            state === "later" && "text-muted-foreground",
          )}
        >
          {state === "done" ? <Check className="size-4" strokeWidth={2.5} /> : number}
        </span>
        {number < total ? <span aria-hidden className="my-1.5 w-px flex-1 bg-border" /> : null}
      </div>
      <div className={cn("min-w-0 pb-7", number === total && "pb-0")}>
        <div className="flex min-h-8 flex-wrap items-center gap-x-3">
          <h2 className={cn("text-16", state === "later" && !open && "text-muted-foreground")}>
            <span className="sr-only">
              {t("step", { number, total })}
              {state === "now" ? "" : `, ${t(state)}`}:{" "}
            </span>
            {title}
          </h2>
          {state === "done" ? <span className="text-13 text-muted-foreground">{ready}</span> : null}
        </div>
        {open ? <div className="mt-2">{children}</div> : null}
      </div>
    </li>
  );
}
