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

export function AnswerState({ state }: { state: Kind }) {
  const t = useTranslations("answers.state");
  return <State kind={look[state]}>{t(state)}</State>;
}
