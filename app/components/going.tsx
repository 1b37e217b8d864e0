"use client";
// While somebody goes to another page, its skeleton stands in this one's place: at once, whatever the network does. Not
// loading.tsx: it would send the page's head before it is known whether the person may see the page.
import { useLinkStatus } from "next/link";
import { createContext, type ReactNode, useContext, useLayoutEffect, useState } from "react";
import { cn } from "./cn.ts";
import { noteTap } from "./later.tsx";
import { FiguresSkeleton, ListSkeleton, Skeleton } from "./skeleton.tsx";

interface Target {
  /** Known beforehand, for instance from the navigation. */
  title?: string | undefined;
  shape: "list" | "figures" | "text";
}

// Two, so that a tap renders what is shown anew and not every link.
const TellContext = createContext<(target: Target | null) => void>(() => undefined);
const TargetContext = createContext<Target | null>(null);

/** Around links and the content that they replace. */
export function GoingProvider({ children }: { children: ReactNode }) {
  const [target, setTarget] = useState<Target | null>(null);
  return (
    <TellContext value={setTarget}>
      <TargetContext value={target}>{children}</TargetContext>
    </TellContext>
  );
}

/** Inside a link: tells of its target while it is under way. */
export function Going({ title, shape }: Target) {
  const { pending } = useLinkStatus();
  const tell = useContext(TellContext);
  useLayoutEffect(() => {
    if (!pending) return;
    noteTap();
    tell({ title, shape });
    return () => tell(null);
  }, [pending, tell, title, shape]);
  return null;
}

const TextSkeleton = () => (
  <>
    <Skeleton className="mb-3 h-4 w-20" />
    <Skeleton className="h-7 w-56" />
    <Skeleton className="mt-6 h-64" />
  </>
);
const shapes = { list: ListSkeleton, figures: FiguresSkeleton, text: TextSkeleton };

/**
 * What a page shows, or the skeleton of the next one. The page stays as it is meanwhile, with what is typed in it, and as high: the
 * browser notes only when it leaves how far it was scrolled, for the way back.
 */
export function PageContent({ children }: { children: ReactNode }) {
  const target = useContext(TargetContext);
  const Shape = target && shapes[target.shape];
  return (
    <>
      {Shape ? (
        <div className="going">
          <div data-going aria-busy="true">
            <Shape title={target?.title} />
          </div>
        </div>
      ) : null}
      <div className={cn("contents", target && "invisible")}>{children}</div>
    </>
  );
}
