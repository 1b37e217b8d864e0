// One message of a thread, with what is to say about it under it.
import type { ReactNode } from "react";
import { cn } from "../../../components/cn.ts";

const looks = {
  person: "justify-self-start border bg-background",
  bot: "justify-self-end bg-primary-soft",
  operator: "justify-self-end bg-primary text-primary-foreground",
  note: "justify-self-end border border-dashed bg-background text-muted-foreground",
};

export function ThreadBubble(props: {
  side: keyof typeof looks;
  who: string;
  foot: ReactNode;
  children: ReactNode;
}) {
  const { side, who, foot, children } = props;
  return (
    <div
      className={cn(
        "grid max-w-[88%] grid-cols-[minmax(0,auto)] gap-0.5",
        side === "person" ? "justify-self-start" : "justify-self-end",
      )}
    >
      <div
        className={cn(
          "w-fit max-w-full whitespace-pre-wrap break-words rounded-lg px-3 py-2 text-14",
          looks[side],
        )}
      >
        <span className="sr-only">{who}: </span>
        {children}
      </div>
      <div className={cn("text-12 text-muted-foreground", side === "person" ? "" : "text-right")}>{foot}</div>
    </div>
  );
}
