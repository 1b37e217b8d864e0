import { cn } from "./cn.ts";

/** Placeholder while content loads. Give it the final size. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden className={cn("block animate-pulse rounded-md bg-muted", className)} />
);

const four = ["a", "b", "c", "d"];

interface Props {
  /** Of the page, where it is known. */
  title?: string | undefined;
}

/** Placeholder of a page with a header and a list. */
export function ListSkeleton({ title }: Props) {
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
        {four.map((row) => (
          <div key={row} className="flex h-14 items-center gap-4">
            <Skeleton className="h-4 w-1/4" />
            <Skeleton className="h-4 w-1/6" />
            <Skeleton className="ml-auto h-4 w-16" />
          </div>
        ))}
      </div>
    </div>
  );
}

/** Placeholder of a page with figures and a chart. */
export function FiguresSkeleton({ title }: Props) {
  return (
    <div aria-busy="true">
      <p className="mb-6 min-h-9 font-semibold text-20">{title}</p>
      <div className="mb-8 grid grid-cols-2 gap-6 md:grid-cols-4">
        {four.map((figure) => (
          <Skeleton key={figure} className="h-16" />
        ))}
      </div>
      <Skeleton className="h-64" />
    </div>
  );
}
