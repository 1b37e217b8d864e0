import { useTranslations } from "next-intl";
import type { BroadcastState } from "#generated/enums.ts";
import { State, type StateKind } from "../../components/state.tsx";

const kinds: Record<BroadcastState, StateKind> = {
  draft: "off",
  scheduled: "waiting",
  sending: "waiting",
  paused: "off",
  done: "works",
  stopped: "off",
};

export function BroadcastMark({ state, trouble }: { state: BroadcastState; trouble: string | null }) {
  const t = useTranslations("broadcasts.state");
  return <State kind={trouble === null ? kinds[state] : "broken"}>{t(state)}</State>;
}
