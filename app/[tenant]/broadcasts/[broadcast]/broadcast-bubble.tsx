import { Image } from "lucide-react";
import { useTranslations } from "next-intl";
import type { BroadcastButton } from "#lib/broadcasts/buttons.ts";
import type { Rendered } from "#lib/markdown/entities.ts";
import { TelegramMessage } from "../../../components/telegram-message.tsx";

interface Props {
  bot: string;
  shown: Rendered;
  buttons: readonly BroadcastButton[];
  /** Name of its file. */
  picture: string | null;
}

const button = "truncate rounded-md bg-foreground/7 px-3 py-1.5 text-center text-13";

/** As it stands in the chat of somebody who has the reader's name. */
export function BroadcastBubble({ bot, shown, buttons, picture }: Props) {
  const t = useTranslations("broadcasts.preview");
  return (
    <section className="mb-5">
      <h2 className="mb-2 text-14">{t("title")}</h2>
      <div className="overflow-hidden rounded-lg rounded-bl-sm bg-muted text-14">
        {picture ? (
          <p className="flex items-center gap-2 bg-foreground/5 px-4 py-6 text-13 text-muted-foreground">
            <Image aria-hidden className="size-4 shrink-0" />
            <span className="truncate">{picture}</span>
          </p>
        ) : null}
        <p className="whitespace-pre-wrap break-words px-4 py-2.5">
          {shown.text ? (
            <TelegramMessage {...shown} />
          ) : (
            <em className="text-muted-foreground">{t("empty")}</em>
          )}
        </p>
      </div>
      <ul className="mt-1 grid gap-1" aria-label={t("buttons", { bot })}>
        {buttons.map(({ text, url }) => (
          <li key={url} className={button} title={url}>
            {text} ↗
          </li>
        ))}
        <li className={button}>{t("off")}</li>
      </ul>
    </section>
  );
}
