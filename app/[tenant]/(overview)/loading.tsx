import { Skeleton } from "../../components/skeleton.tsx";

const figures = ["answered", "first", "fallback", "apologised", "speed", "cost"];

export default function OverviewLoading() {
  return (
    <div aria-busy="true" className="grid gap-10">
      <div>
        <Skeleton className="h-9 w-40" />
        <Skeleton className="mt-2 h-4 w-72 max-w-full" />
        <Skeleton className="mt-6 h-16 w-full" />
      </div>
      <div className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-border md:grid-cols-3">
        {figures.map((name) => (
          <div key={name} className="bg-background px-4 py-3">
            <Skeleton className="h-3 w-20" />
            <Skeleton className="mt-2 h-6 w-14" />
            <Skeleton className="mt-2 h-3 w-24" />
          </div>
        ))}
      </div>
    </div>
  );
}
