import { CircleCheck, CircleX, Clock, Info, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

const looks = {
  works: { Icon: CircleCheck, icon: "text-works", box: "border-works/25 bg-works/6" },
  waiting: { Icon: Clock, icon: "text-waiting", box: "border-waiting/30 bg-waiting/7" },
  broken: { Icon: CircleX, icon: "text-broken", box: "border-broken/25 bg-broken/6" },
  info: { Icon: Info, icon: "text-muted-foreground", box: "bg-muted/50" },
};

interface Props {
  tone?: keyof typeof looks;
  /** Instead of the tone's. */
  icon?: LucideIcon;
  title?: ReactNode;
  /** The one thing to do about it. */
  action?: ReactNode;
  className?: string;
  children?: ReactNode;
}

/** A message in the page: what is wrong or noteworthy, and what to do. */
export function Notice({ tone = "info", icon: own, title, action, className, children }: Props) {
  const { Icon: usual, icon, box } = looks[tone];
  const Icon = own ?? usual;
  return (
    <div
      role={tone === "broken" ? "alert" : "status"}
      className={cn("mb-4 flex gap-3 rounded-lg border px-4 py-3 text-13", box, className)}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", icon)} />
      <div className="flex min-w-0 flex-1 flex-wrap items-start gap-x-6 gap-y-2">
        <div className="min-w-48 flex-1">
          {title ? <p className="font-medium">{title}</p> : null}
          {children ? <div className={title ? "mt-0.5 text-muted-foreground" : ""}>{children}</div> : null}
        </div>
        {action}
      </div>
    </div>
  );
}
