import { cn } from "../../../../components/cn.ts";

/** @param props.done from 0 to 1; null: it is under way, nobody knows how far */
export function ProgressBar({
  label,
  done,
  className,
}: {
  label: string;
  done: number | null;
  className?: string;
}) {
  const percent = done === null ? null : Math.round(Math.min(1, Math.max(0, done)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { "aria-valuenow": percent })}
      className={cn("h-1 overflow-hidden rounded-full bg-muted", className)}
    >
      <div
        className={cn(
          "h-full rounded-full bg-primary transition-[width] duration-300",
          percent === null && "w-1/3 animate-pulse",
        )}
        {...(percent === null ? {} : { style: { width: `${percent}%` } })}
      />
    </div>
  );
}
