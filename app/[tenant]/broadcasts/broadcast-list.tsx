"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ListedBroadcast } from "#lib/broadcasts/read.ts";
import { useNumbers } from "../../components/numbers.ts";
import { RelativeTime } from "../../components/time.tsx";
import { BroadcastMark } from "./broadcast-state.tsx";

/** Each a row that opens it: what it says, from which bot, and how far it is. */
export function BroadcastList({ tenant, broadcasts }: { tenant: string; broadcasts: ListedBroadcast[] }) {
  return (
    <ul className="divide-y border-y">
      {broadcasts.map((broadcast) => (
        <li key={broadcast.id}>
          <Link
            href={`/${tenant}/broadcasts/${broadcast.id}`}
            prefetch={false}
            className="row-hover grid gap-y-1 py-3 md:grid-cols-[minmax(0,1fr)_auto_8rem] md:items-center md:gap-x-6"
          >
            <BroadcastRow broadcast={broadcast} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function BroadcastRow({ broadcast }: { broadcast: ListedBroadcast }) {
  const t = useTranslations("broadcasts");
  const numbers = useNumbers();
  const { text, bot, state, trouble, total, sent, startedAt, startAt, createdAt } = broadcast;
  return (
    <>
      <span className="min-w-0">
        <span className="block truncate font-medium text-14">{text.trim() || t("noText")}</span>
        <span className="block truncate text-12 text-muted-foreground">
          {[bot.name, startedAt && t("sentOf", { sent: numbers.count(sent), total: numbers.count(total) })]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </span>
      <BroadcastMark state={state} trouble={trouble} />
      <span className="text-13 text-muted-foreground md:text-right">
        <RelativeTime date={startedAt ?? startAt ?? createdAt} />
      </span>
    </>
  );
}
