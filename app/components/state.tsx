import { CircleCheck, CircleDashed, CircleX, Clock } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

export type StateKind = "works" | "waiting" | "broken" | "off";

const looks = {
  works: { Icon: CircleCheck, tone: "text-works" },
  waiting: { Icon: Clock, tone: "text-waiting" },
  broken: { Icon: CircleX, tone: "text-broken" },
  off: { Icon: CircleDashed, tone: "text-off" },
} satisfies Record<StateKind, unknown>;

/** One of the four states: always icon and word, never colour alone. */
export function State({
  kind,
  className,
  children,
}: {
  kind: StateKind;
  className?: string;
  children: ReactNode;
}) {
  const { Icon, tone } = looks[kind];
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1.5 whitespace-nowrap align-middle font-medium text-13",
        tone,
        className,
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" strokeWidth={2.25} />
      {children}
    </span>
  );
}
