import type { LucideIcon } from "lucide-react";
import Link from "next/link";
import { Button } from "./button.tsx";
import { EmptyState } from "./empty-state.tsx";

interface Props {
  icon: LucideIcon;
  title: string;
  /** Label of the link to the list without filters. */
  clear: string;
  href: string;
}

/** In the place of a list of which its filters leave nothing. */
export const NothingFits = ({ icon, title, clear, href }: Props) => (
  <EmptyState
    icon={icon}
    title={title}
    action={
      <Button asChild variant="secondary">
        <Link href={href} prefetch={false}>
          {clear}
        </Link>
      </Button>
    }
  />
);
