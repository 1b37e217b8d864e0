import { Fragment } from "react";
import { render } from "#lib/markdown/render.ts";
import { split } from "#lib/markdown/split.ts";
import { TelegramMessage } from "./telegram-message.tsx";

/** A bot's Markdown as the person sees it in Telegram, message by message: each has a bounded number of entities. */
export function TelegramText({ markdown }: { markdown: string }) {
  const messages = split(render(markdown));
  return messages.map((message, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the messages never change places.
    <Fragment key={i}>
      {i > 0 ? "\n\n" : null}
      <TelegramMessage {...message} />
    </Fragment>
  ));
}
