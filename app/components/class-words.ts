import { useTranslations } from "next-intl";
import type { KeyFault } from "#lib/chain-state/park-view.ts";
import { saidOf } from "#lib/gemini/said.ts";
import { reachFaultOf } from "#lib/reach.ts";

/** What a class is about: the key, and the model where it is about one. */
export interface About {
  label: string;
  last4: string;
  model?: string | null;
  /** As it is stored. */
  reason?: string | null;
}

/** Whether it was this server that could not reach Google, and why. */
function ownFault(kind: string, reason: string | null | undefined) {
  const fault = kind === "timeout" && reason ? reachFaultOf(reason) : null;
  return fault && reason ? { fault, code: reason } : null;
}

/** The words of the catalogue `classes` for what an attempt or a check came to. */
export function useClassWords() {
  const t = useTranslations("classes");
  const own = useTranslations("reach");
  return {
    name: (kind: KeyFault | "ok" | "cancelled", reason?: string | null) =>
      ownFault(kind, reason) ? own("name") : t(`${kind}.name`),
    headline(kind: KeyFault, { label, last4, model, reason }: About) {
      const fault = ownFault(kind, reason);
      return fault ? own("headline", fault) : t(`${kind}.headline`, { label, last4, model: model ?? "none" });
    },
    doing: (kind: KeyFault, reason?: string | null) =>
      ownFault(kind, reason) ? own("doing") : t(`${kind}.doing`),
    remedy: (kind: KeyFault, reason?: string | null) =>
      ownFault(kind, reason) ? own("remedy") : t(`${kind}.remedy`),
  };
}

/** A stored reason with its title: Google's own words, or what happened on the way there. */
export function useSaid(): (reason: string) => { title: string; text: string } {
  const t = useTranslations("keys.panel");
  return (reason) => {
    const said = saidOf(reason);
    if (said.by === "google") return { title: t("what"), text: said.text };
    const text = said.by === "network" ? t("noConnection", said) : t("silent", said);
    return { title: t("happened"), text };
  };
}
