import { ArrowUpRight } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../../components/button.tsx";

interface Props {
  intro: string;
  ways: readonly string[];
  /** Where it is done. */
  link: { href: string; name: string };
  picture: ReactNode;
}

/** What to do elsewhere, in words and with a drawn picture. */
export function HowTo({ intro, ways, link, picture }: Props) {
  return (
    <div className="mb-5">
      <p className="text-muted-foreground">{intro}</p>
      <div className="mt-3 grid gap-4 md:grid-cols-[minmax(0,1fr)_17rem]">
        <div>
          <ol className="grid gap-2">
            {ways.map((way, i) => (
              <li key={way} className="flex gap-2.5">
                <span aria-hidden className="w-4 shrink-0 text-right text-muted-foreground tabular-nums">
                  {i + 1}.
                </span>
                <span>{way}</span>
              </li>
            ))}
          </ol>
          <Button asChild variant="secondary" className="mt-3">
            <a href={link.href} target="_blank" rel="noreferrer">
              {link.name}
              <ArrowUpRight aria-hidden />
            </a>
          </Button>
        </div>
        {picture}
      </div>
    </div>
  );
}
