import { useTranslations } from "next-intl";
import type { Segment } from "#lib/broadcasts/segment.ts";

/** Who of the bot's people is meant, in words. */
export function SegmentLine({ segment }: { segment: Segment }) {
  const t = useTranslations("broadcasts.segment");
  const names = useTranslations("botSettings.languageNames");
  const { locale, tag, seenWithin, unseenFor } = segment;
  const parts = [
    locale && t("inLanguage", { language: names(locale) }),
    tag && t("withTag", { tag }),
    seenWithin && t("within", { days: seenWithin }),
    unseenFor && t("notFor", { days: unseenFor }),
  ].filter(Boolean);
  return (
    <p className="mt-4 text-13 text-muted-foreground">
      {parts.length > 0 ? t("only", { who: parts.join(", ") }) : t("everybody")}
    </p>
  );
}
