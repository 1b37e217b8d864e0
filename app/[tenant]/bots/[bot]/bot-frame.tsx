import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "../../../components/cn.ts";
import { KeepFresh } from "../../../shell/keep-fresh.tsx";
import { type BotTab, BotTabs } from "./bot-tabs.tsx";

interface Props {
  tenant: string;
  bot: { id: string; name: string; username: string };
  current: BotTab;
  /** More than forms, which are narrow. */
  wide?: boolean;
  children: ReactNode;
}

/** Around each page of a bot's settings. */
export function BotFrame({ tenant, bot, current, wide = false, children }: Props) {
  const t = useTranslations("bots.page");
  return (
    <>
      <Link
        href={`/${tenant}/bots`}
        className="mb-3 inline-flex items-center gap-1.5 text-13 text-muted-foreground hover:text-foreground"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {t("back")}
      </Link>
      <header className="mb-4">
        <h1 className="truncate text-20">{bot.name}</h1>
        <p className="mt-0.5 text-muted-foreground">@{bot.username}</p>
      </header>
      <BotTabs tenant={tenant} bot={bot.id} current={current} />
      <div className={cn("grid grid-cols-[minmax(0,1fr)] gap-10", wide ? "max-w-6xl" : "max-w-2xl")}>
        {children}
      </div>
      <KeepFresh of={["bots"]} />
    </>
  );
}

/** One part of a page: its own form, saved by itself. */
export function SettingsPart({
  title,
  intro,
  children,
}: {
  title: string;
  intro: string;
  children: ReactNode;
}) {
  return (
    <section>
      <h2 className="text-16">{title}</h2>
      <p className="mt-0.5 mb-4 text-13 text-muted-foreground">{intro}</p>
      {children}
    </section>
  );
}
