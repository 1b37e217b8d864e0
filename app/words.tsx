"use client";
import { NextIntlClientProvider, type Timezone } from "next-intl";
import { type ComponentProps, type ReactNode, useMemo } from "react";
import type { Locale } from "#lib/messages/locales.ts";

type Messages = ComponentProps<typeof NextIntlClientProvider>["messages"];

/** For the server, which would read the same text for each page. */
const read = new Map<Locale, { json: string; messages: Messages }>();

function messagesOf(locale: Locale, json: string): Messages {
  const known = read.get(locale);
  if (known?.json === json) return known.messages;
  const messages: Messages = JSON.parse(json);
  read.set(locale, { json, messages });
  return messages;
}

interface Props {
  locale: Locale;
  timeZone: Timezone;
  /** The parsed messages as one text: React would send a tree of them node by node. */
  json: string;
  children: ReactNode;
}

/** The messages for the browser. A refresh of the page brings the same text, which renders nothing anew. */
export function WordsProvider({ locale, timeZone, json, children }: Props) {
  const messages = useMemo(() => messagesOf(locale, json), [locale, json]);
  return (
    <NextIntlClientProvider locale={locale} timeZone={timeZone} messages={messages}>
      {children}
    </NextIntlClientProvider>
  );
}
