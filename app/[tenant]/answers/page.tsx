import { Download, MessagesSquare } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { type AnswerCount, countAnswers } from "#lib/answers/count.ts";
import { answeringModels, askerOf, listAnswers } from "#lib/answers/list.ts";
import { countUnknownErrors } from "#lib/answers/unknown-errors.ts";
import { botNames } from "#lib/bots/names.ts";
import { keyNames } from "#lib/keys/names.ts";
import { can, readsTexts } from "#lib/people/can.ts";
import { readZone } from "#lib/people/zone.ts";
import { Button } from "../../components/button.tsx";
import { NothingFits } from "../../components/nothing-fits.tsx";
import { Notice } from "../../components/notice.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { PageTurns } from "../../components/page-turns.tsx";
import { requireMember } from "../../session.ts";
import { KeepFresh } from "../../shell/keep-fresh.tsx";
import { EmptyStart } from "../start/empty-start.tsx";
import { AnswerFilters } from "./answer-filters.tsx";
import { AnswerList } from "./answer-list.tsx";
import { cursorIn, filterOf, givenIn, type Query } from "./filter.ts";
import { FoundAnswers } from "./found-answers.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("answers"))("title") };
}

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Query>;
}

export default async function AnswersPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const { context } = await requireMember(tenant, "viewAnswers");
  const query = await searchParams;
  const given = givenIn(query);
  const after = cursorIn(query);
  const [bots, zone] = await Promise.all([botNames(context), readZone(context)]);
  const filter = filterOf(given, { bots, zone });
  const { conversationId } = filter;
  const filtered = Object.values(filter).some((value) => value !== null);
  const seesChain = can(context.role, "viewChain");
  // Words are looked for until a page is full: nobody counts what comes after.
  const countable = filtered && !filter.text;
  const [t, { answers, next }, models, keys, unknown, person] = await Promise.all([
    getTranslations("answers"),
    listAnswers(context, filter, after),
    answeringModels(context),
    seesChain ? keyNames(context) : [],
    seesChain ? countUnknownErrors(context) : 0,
    conversationId ? askerOf(context, conversationId) : null,
  ]);
  const csv = `/api/csv/${tenant}/answers?${new URLSearchParams(given)}`;
  const to = (cursor: string | null) =>
    `/${tenant}/answers?${new URLSearchParams({ ...given, ...(cursor && { after: cursor }) })}`;
  return (
    <>
      <PageHeader
        title={t("title")}
        intro={t("intro")}
        actions={
          answers.length > 0 ? (
            <Button asChild variant="ghost" size="sm">
              <a href={csv} download>
                <Download aria-hidden />
                CSV
              </a>
            </Button>
          ) : null
        }
      />
      {unknown > 0 ? (
        <Notice
          tone="waiting"
          action={
            <Button asChild variant="secondary" size="sm">
              <Link href={`/${tenant}/answers/unknown`}>{t("unknown.look")}</Link>
            </Button>
          }
        >
          {t("unknown.notice", { count: unknown })}
        </Notice>
      ) : null}
      {answers.length > 0 || filtered ? (
        <AnswerFilters
          bots={bots}
          models={models}
          keys={keys}
          searchable={readsTexts(context)}
          person={person}
        />
      ) : null}
      {answers.length > 0 ? (
        <>
          {/* The list does not wait for the count. */}
          {countable ? (
            <Suspense fallback={<FoundAnswers count={null} />}>
              <Found count={() => countAnswers(context, filter)} />
            </Suspense>
          ) : null}
          <AnswerList tenant={tenant} answers={answers} />
        </>
      ) : filtered ? (
        <NothingFits
          icon={MessagesSquare}
          title={t("empty.filtered")}
          clear={t("filter.clear")}
          href={`/${tenant}/answers`}
        />
      ) : (
        <EmptyStart tenant={tenant} context={context} icon={MessagesSquare} title={t("empty.title")}>
          {t("empty.body")}
        </EmptyStart>
      )}
      <PageTurns
        first={after ? { href: to(null), label: t("newest") } : null}
        next={next ? { href: to(next), label: t("older") } : null}
      />
      {after ? null : <KeepFresh of={["answers"]} />}
      {answers.some(({ state }) => state === "running") ? <KeepFresh everyMs={1_500} /> : null}
    </>
  );
}

async function Found({ count }: { count: () => Promise<AnswerCount> }) {
  return <FoundAnswers count={await count()} />;
}
