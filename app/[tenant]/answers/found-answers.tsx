import { useTranslations } from "next-intl";
import type { AnswerCount } from "#lib/answers/count.ts";
import { useNumbers } from "../../components/numbers.ts";

/** How much the filters find; null: not known yet. */
export function FoundAnswers({ count }: { count: AnswerCount | null }) {
  const t = useTranslations("answers.found");
  const numbers = useNumbers();
  return (
    <p className="mb-3 min-h-5 text-13 text-muted-foreground tabular-nums">{count ? said(count) : null}</p>
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
