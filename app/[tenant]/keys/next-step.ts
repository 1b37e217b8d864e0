import { useTranslations } from "next-intl";
import type { Refused } from "#lib/keys/check.ts";
import { useClassWords } from "../../components/class-words.ts";

/** What to do about a pasted key that Google refuses, as a sentence. */
export function useNextStep(): (refused: Refused) => string {
  const t = useTranslations("keys.paste.next");
  const words = useClassWords();
  return ({ class: kind, oldKind }) => {
    if (oldKind) return t("old");
    if (kind === "key_invalid") return t("wrong");
    return kind === "key_blocked" ? t("blocked") : words.remedy(kind);
  };
}
