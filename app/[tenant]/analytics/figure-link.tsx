import Link from "next/link";
import type { ReactNode } from "react";
import type { Given } from "../answers/filter.ts";
import { answersLink } from "./answers-link.ts";

/** A figure of a row, above the row's own link: to just the answers that it counts. */
export function FigureLink(props: { tenant: string; filter: Given; none?: boolean; children: ReactNode }) {
  const { tenant, filter, none = false, children } = props;
  if (none) return children;
  return (
    <Link
      href={answersLink(tenant, filter)}
      prefetch={false}
      className="relative z-1 rounded-sm underline-offset-4 hover:underline"
    >
      {children}
    </Link>
  );
}
