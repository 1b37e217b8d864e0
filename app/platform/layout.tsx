import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { getLocale, getMessages, getTimeZone, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { browserMessages } from "../parsed-messages.ts";
import { DraftOwner } from "../saving/use-draft.tsx";
import { requirePlatform } from "../session.ts";
import { OwnLanguage } from "../shell/own-language.tsx";
import { SkipLink } from "../shell/skip-link.tsx";
import { WordsProvider } from "../words.tsx";
import { PlatformNav } from "./platform-nav.tsx";

/** The platform's own pages. Their words come with them: no other page needs them in the browser. */
export default async function PlatformLayout({ children }: { children: ReactNode }) {
  const person = await requirePlatform();
  const t = await getTranslations("platform");
  return (
    <WordsProvider
      locale={await getLocale()}
      timeZone={await getTimeZone()}
      json={browserMessages(await getMessages(), true)}
    >
      <DraftOwner scope={`${person.id}:platform`}>
        <OwnLanguage locale={person.locale} />
        <SkipLink />
        <header className="border-b bg-sidebar">
          <div className="pad mx-auto flex w-full max-w-5xl flex-wrap items-center gap-x-6 gap-y-1 py-2">
            <span className="font-semibold text-14">{t("title")}</span>
            <PlatformNav />
            <Link
              href="/"
              className="inline-flex h-9 items-center gap-1.5 text-13 text-muted-foreground hover:text-foreground md:ml-auto"
            >
              <ArrowLeft aria-hidden className="size-4" />
              {t("back")}
            </Link>
          </div>
        </header>
        <main id="content" tabIndex={-1} className="outline-none pad mx-auto w-full max-w-5xl py-6 md:py-9">
          {children}
        </main>
      </DraftOwner>
    </WordsProvider>
  );
}
