"use client";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { BotDetails } from "#lib/bots/list.ts";
import { useNumbers } from "../../../components/numbers.ts";
import { RelativeTime, useTimeWords } from "../../../components/time.tsx";

/** Facts about the bot, with links to its models and answers. */
export function BotFacts(props: { tenant: string; bot: BotDetails; models: readonly string[] | null }) {
  const { tenant, bot, models } = props;
  const t = useTranslations("bots.page");
  const numbers = useNumbers();
  const words = useTimeWords();
  return (
    <aside aria-label={t("settings")} className="text-13">
      <nav className="mb-6 divide-y border-y">
        <Way href={`/${tenant}/models?bot=${bot.id}`} name={t("models")}>
          {t(bot.ownModels ? "modelsOwn" : "modelsInherited")}
          {models?.slice(0, 3).map((model, i) => (
            <span key={model} className="block truncate">
              {i + 1}. {model}
            </span>
          ))}
        </Way>
        <Way href={`/${tenant}/answers?bot=${bot.id}`} name={t("answers")}>
          {t("answersCount", { count: bot.answers })}
        </Way>
      </nav>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2.5 [&_dd]:text-right [&_dt]:text-muted-foreground">
        <dt>{t("lastMessage")}</dt>
        <dd>{bot.lastMessageAt ? <RelativeTime date={bot.lastMessageAt} /> : "—"}</dd>
        <dt>{t("conversations")}</dt>
        <dd>{numbers.count(bot.conversations)}</dd>
        <dt>{t("token")}</dt>
        <dd className="font-mono text-12 leading-5">…{bot.tokenLast4}</dd>
        <dt>{t("added")}</dt>
        <dd>{words.day(bot.createdAt)}</dd>
      </dl>
    </aside>
  );
}

function Way({ href, name, children }: { href: string; name: string; children: ReactNode }) {
  return (
    <Link href={href} className="group flex items-center gap-3 py-2.5">
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{name}</span>
        <span className="block truncate text-muted-foreground">{children}</span>
      </span>
      <ChevronRight
        aria-hidden
        className="size-4 text-muted-foreground transition-transform duration-100 group-hover:translate-x-0.5"
      />
    </Link>
  );
}
