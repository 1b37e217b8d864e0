"use client";
// The latest chats of connected accounts, each of which the bot can leave alone.
import { useTranslations } from "next-intl";
import type { BusinessChatView } from "#lib/business/view.ts";
import { Switch } from "../../../../components/switch.tsx";
import { RelativeTime } from "../../../../components/time.tsx";
import { useSave } from "../../../../saving/use-save.ts";
import { leaveChatAlone } from "./actions.ts";

interface Props {
  tenant: string;
  bot: string;
  chats: readonly BusinessChatView[];
  editable: boolean;
}

export function ChatList({ tenant, bot: id, chats, editable }: Props) {
  const t = useTranslations("business.chats");
  const { save, pending } = useSave();
  return (
    <ul className="divide-y border-y">
      {chats.map(({ conversationId, name, left, lastAt }) => {
        const title = name || t("nameless");
        return (
          <li key={conversationId} className="flex items-center justify-between gap-4 py-2.5">
            <span className="min-w-0">
              <span className="block truncate text-14">{title}</span>
              <span className="text-13 text-muted-foreground">
                <RelativeTime date={lastAt} />
              </span>
            </span>
            <Switch
              aria-label={t("answers", { name: title })}
              checked={!left}
              disabled={!editable || pending}
              onCheckedChange={(answers) =>
                void save({
                  request: () => leaveChatAlone(tenant, { id, conversationId, leaves: !answers }),
                  done: ({ live }) => ({ message: t(answers ? "on" : "off", { name: title }), live }),
                })
              }
            />
          </li>
        );
      })}
    </ul>
  );
}
