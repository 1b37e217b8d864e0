import Link from "next/link";
import { useTranslations } from "next-intl";
import { cn } from "../../../components/cn.ts";
import { InView } from "./in-view.tsx";

const tabs = ["prompt", "knowledge", "words", "commands", "limits", "business", "connection"] as const;
export type BotTab = (typeof tabs)[number];

/** The pages of one bot. On a phone not all of them fit. */
export function BotTabs({ tenant, bot, current }: { tenant: string; bot: string; current: BotTab }) {
  const t = useTranslations("botSettings.tabs");
  const at = `/${tenant}/bots/${bot}`;
  return (
    <nav
      aria-label={t("label")}
      className="-mx-4 mb-6 flex gap-5 overflow-x-auto border-b px-4 [scrollbar-width:none] md:mx-0 md:px-0"
    >
      {tabs.map((tab) => (
        <Link
          key={tab}
          href={tab === "prompt" ? at : `${at}/${tab}`}
          prefetch={false}
          aria-current={tab === current ? "page" : undefined}
          className={cn(
            "-mb-px shrink-0 border-b-2 py-2.5 pointer-coarse:py-3 text-13 focus-visible:-outline-offset-2",
            tab === current
              ? "border-primary font-medium"
              : "border-transparent text-muted-foreground hover:text-foreground",
          )}
        >
          {tab === current ? <InView /> : null}
          {t(tab)}
        </Link>
      ))}
    </nav>
  );
}
