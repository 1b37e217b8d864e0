import Link from "next/link";
import { Button } from "./button.tsx";

interface Turn {
  href: string;
  label: string;
}

/** Under a list that is shown a page at a time: back to its beginning, and on. Nothing where there is neither. */
export function PageTurns(props: { label?: string; first: Turn | null; next: Turn | null }) {
  const { label, first, next } = props;
  if (!first && !next) return null;
  return (
    <nav className="mt-4 flex justify-between" aria-label={label}>
      {first ? <TurnLink {...first} /> : <span />}
      {next ? <TurnLink {...next} /> : null}
    </nav>
  );
}

const TurnLink = ({ href, label }: Turn) => (
  <Button asChild variant="secondary" size="sm">
    <Link href={href}>{label}</Link>
  </Button>
);
