import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import type { AnswerState as Kind } from "#generated/enums.ts";
import { State } from "../../components/state.tsx";

const look = {
  running: "waiting",
  answered: "works",
  refused: "off",
  apologised: "broken",
  cancelled: "off",
} as const satisfies Record<Kind, string>;

/** The usual outcome is quiet, so that it does not drown the others. */
export function AnswerState({ state }: { state: Kind }) {
  const t = useTranslations("answers.state");
  if (state === "answered") {
    return (
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-13 text-muted-foreground">
        <Check aria-hidden className="size-4 shrink-0" />
        {t(state)}
      </span>
    );
  }
  return <State kind={look[state]}>{t(state)}</State>;
}
