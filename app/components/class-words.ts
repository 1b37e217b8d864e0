import { useTranslations } from "next-intl";
import type { ErrorClass } from "#lib/fallback/index.ts";

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
    name: (kind: ErrorClass | "ok" | "cancelled") => t(`${kind}.name`),
    headline: (kind: ErrorClass, { label, last4, model }: About) =>
      t(`${kind}.headline`, { label, last4, model: model ?? "none" }),
    doing: (kind: ErrorClass) => t(`${kind}.doing`),
    remedy: (kind: ErrorClass) => t(`${kind}.remedy`),
  };
}
