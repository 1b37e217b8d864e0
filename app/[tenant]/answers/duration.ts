import { useTranslations } from "next-intl";
import { useNumbers } from "../../components/numbers.ts";

/** Milliseconds as a person reads them: "340 ms", "2.4 s". */
export function useDuration(): (ms: number) => string {
  const t = useTranslations("answers");
  const numbers = useNumbers();
  return (ms) =>
    ms < 1_000
      ? t("ms", { value: numbers.count(Math.round(ms)) })
      : t("s", { value: numbers.tenths(ms / 1_000) });
}
