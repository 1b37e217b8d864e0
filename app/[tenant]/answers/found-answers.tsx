import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import type { AnswerCount } from "#lib/answers/count.ts";
import { Button } from "../../components/button.tsx";
import { useNumbers } from "../../components/numbers.ts";

/** How much the filters find, beside the file with all of it. */
export function FoundAnswers({ count, csv }: { count: AnswerCount | null; csv: string }) {
  const t = useTranslations("answers.found");
  const numbers = useNumbers();
  return (
    <div className="mb-3 flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-1 text-13 text-muted-foreground">
      <p className="tabular-nums">{count ? said(count) : null}</p>
      <Button asChild variant="ghost" size="sm">
        <a href={csv} download>
          <Download aria-hidden />
          CSV
        </a>
      </Button>
    </div>
  );

  function said({ answers, calls, people, cost, more }: AnswerCount): string {
    if (more) return t("more", { value: numbers.count(answers) });
    return [
      t("answers", { count: answers, value: numbers.count(answers) }),
      t("calls", { count: calls, value: numbers.count(calls) }),
      t("people", { count: people, value: numbers.count(people) }),
      numbers.dollars(cost),
    ].join(" · ");
  }
}
