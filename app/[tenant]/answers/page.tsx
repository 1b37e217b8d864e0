import { MessagesSquare } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { AnswerState } from "#generated/enums.ts";
import { answeringModels, listAnswers } from "#lib/answers/list.ts";
import { countUnknownErrors } from "#lib/answers/unknown-errors.ts";
import { botNames } from "#lib/bots/names.ts";
import { can } from "#lib/people/can.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { Notice } from "../../components/notice.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { requireMember } from "../../session.ts";
import { KeepFresh } from "../../shell/keep-fresh.tsx";
import { AnswerFilters } from "./answer-filters.tsx";
import { AnswerList } from "./answer-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("answers"))("title") };
}

type Query = Partial<Record<"bot" | "state" | "model" | "after", string | string[]>>;

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Query>;
}

export default async function AnswersPage({ params, searchParams }: Props) {
  const { tenant } = await params;
  const { context } = await requireMember(tenant, "viewAnswers");
  const query = await searchParams;
  const one = (name: keyof Query) => [query[name]].flat()[0] ?? null;
  const bots = await botNames(context);
  const filter = {
    // An unknown value in the URL counts as no filter.
    botId: bots.find(({ id }) => id === one("bot"))?.id ?? null,
    state: Object.values(AnswerState).find((state) => state === one("state")) ?? null,
    model: one("model"),
  };
  const after = one("after");
  const [t, { answers, next }, models, unknown] = await Promise.all([
    getTranslations("answers"),
    listAnswers(context, filter, after),
    answeringModels(context),
    can(context.role, "viewChain") ? countUnknownErrors(context) : 0,
  ]);
  const filtered = Object.values(filter).some((value) => value !== null);
  const to = (cursor: string | null) => {
    const search = new URLSearchParams(
      Object.entries({ bot: filter.botId, state: filter.state, model: filter.model, after: cursor }).flatMap(
        ([name, value]) => (value ? [[name, value]] : []),
      ),
    );
    return `/${tenant}/answers?${search}`;
  };
  return (
    <>
      <PageHeader title={t("title")} intro={t("intro")} />
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
      {answers.length > 0 || filtered ? <AnswerFilters bots={bots} models={models} /> : null}
      {answers.length > 0 ? (
        <AnswerList tenant={tenant} answers={answers} />
      ) : (
        <EmptyState icon={MessagesSquare} title={t("empty.title")}>
          {t(filtered ? "empty.filtered" : "empty.body")}
        </EmptyState>
      )}
      {after || next ? (
        <nav className="mt-4 flex justify-between">
          {after ? (
            <Button asChild variant="secondary" size="sm">
              <Link href={to(null)}>{t("newest")}</Link>
            </Button>
          ) : (
            <span />
          )}
          {next ? (
            <Button asChild variant="secondary" size="sm">
              <Link href={to(next)}>{t("older")}</Link>
            </Button>
          ) : null}
        </nav>
      ) : null}
      {after ? null : <KeepFresh of={["answers"]} />}
      {answers.some(({ state }) => state === "running") ? <KeepFresh everyMs={1_500} /> : null}
    </>
  );
}
