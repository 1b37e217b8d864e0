import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface Props {
  icon: LucideIcon;
  title: ReactNode;
  /** The one next step. */
  action?: ReactNode;
  children?: ReactNode;
}

export function EmptyState({ icon: Icon, title, action, children }: Props) {
  return (
    <div className="flex flex-col items-center rounded-lg border border-dashed px-6 py-16 text-center">
      <span className="mb-4 grid size-10 place-items-center rounded-lg bg-muted text-muted-foreground">
        <Icon aria-hidden className="size-5" />
      </span>
      <h2 className="text-14">{title}</h2>
      {children ? <div className="mt-1 max-w-sm text-13 text-muted-foreground">{children}</div> : null}
      {action ? <div className="mt-5">{action}</div> : null}
    </div>
  );
}
