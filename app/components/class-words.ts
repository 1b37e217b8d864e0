import { useTranslations } from "next-intl";
import { saidOf } from "#lib/gemini/said.ts";
import type { KeyFault } from "#lib/chain-state/park-view.ts";

/** What a class is about: the key, and the model where it is about one. */
export interface About {
  label: string;
  last4: string;
  model?: string | null;
}

/** The words of the catalogue `classes` for what an attempt or a check came to. */
export function useClassWords() {
  const t = useTranslations("classes");
  return {
    name: (kind: KeyFault | "ok" | "cancelled") => t(`${kind}.name`),
    headline: (kind: KeyFault, { label, last4, model }: About) =>
      t(`${kind}.headline`, { label, last4, model: model ?? "none" }),
    doing: (kind: KeyFault) => t(`${kind}.doing`),
    remedy: (kind: KeyFault) => t(`${kind}.remedy`),
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
