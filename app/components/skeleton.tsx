import { cn } from "./cn.ts";

/** Placeholder while content loads. Give it the final size. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden className={cn("block animate-pulse rounded-md bg-muted", className)} />
);

/** Placeholder of a page with a header and a list. */
export function ListSkeleton({
  title,
  rows = 4,
  rowClass = "h-14",
}: {
  /** Of the page, where it is known. */
  title?: string | undefined;
  rows?: number;
  rowClass?: string;
}) {
  return (
    <div aria-busy="true">
      <div className="mb-6 flex items-start justify-between">
        <div>
          {title ? <p className="font-semibold text-20">{title}</p> : <Skeleton className="h-7 w-32" />}
          <Skeleton className="mt-2 h-4 w-64 max-w-full" />
        </div>
        <Skeleton className="h-9 w-28" />
      </div>
      <div className="divide-y border-y">
        {Array.from({ length: rows }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: all alike
          <div key={i} className={cn("flex items-center gap-4", rowClass)}>
            <Skeleton className="h-4 w-1/4" />
            <Skeleton className="h-4 w-1/6" />
            <Skeleton className="ml-auto h-4 w-16" />
          </div>
        ))}
      </div>
    </div>
  );
}
