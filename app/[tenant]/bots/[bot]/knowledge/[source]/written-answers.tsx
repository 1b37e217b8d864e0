"use client";
import { MessageCircleQuestion, Pencil, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { WrittenAnswer } from "#lib/knowledge/answers.ts";
import { Button } from "../../../../../components/button.tsx";
import { EmptyState } from "../../../../../components/empty-state.tsx";
import { SearchInput } from "../../../../../components/search-input.tsx";
import { useFragment } from "../../../../../components/use-fragment.ts";
import { onDemand } from "../../../../../on-demand.tsx";
import { useChanges } from "../../../../../saving/use-changes.ts";
import { useSave } from "../../../../../saving/use-save.ts";
import { dropAnswer, writeAnswer } from "../actions.ts";

const AnswerDialog = onDemand(
  () => import("./answer-dialog.tsx").then((module) => module.AnswerDialog),
  ({ edited }) => edited !== null,
);

interface Props {
  tenant: string;
  bot: string;
  source: string;
  answers: readonly WrittenAnswer[];
  editable: boolean;
}

/** Above so many there is a field to find one. */
const MANY = 8;

export function WrittenAnswers({ tenant, source, answers, editable }: Props) {
  const t = useTranslations("knowledge.answers");
  const { save } = useSave();
  const { value, change } = useChanges(answers);
  const [adding, setAdding] = useFragment("new");
  const [edited, setEdited] = useState<WrittenAnswer | null>(null);
  const [search, setSearch] = useState("");
  const words = search.toLowerCase().trim();
  const shown = words
    ? value.filter(({ question, answer }) => `${question}\n${answer}`.toLowerCase().includes(words))
    : value;

  function remove({ id, question, answer }: WrittenAnswer): void {
    const putBack = () =>
      void save({ request: () => writeAnswer(tenant, { source, question, answer }), done: () => t("saved") });
    change((now: readonly WrittenAnswer[]) => now.filter((each) => each.id !== id), {
      request: () => dropAnswer(tenant, { source, id }),
      done: () => ({ message: t("removed"), undo: putBack }),
    });
  }

  const add = (
    <Button size="sm" onClick={() => setAdding("open")}>
      <Plus aria-hidden />
      {t(value.length > 0 ? "add" : "first")}
    </Button>
  );
  return (
    <>
      {value.length === 0 ? (
        <EmptyState icon={MessageCircleQuestion} title={t("emptyTitle")} action={editable ? add : null}>
          {t("emptyBody")}
        </EmptyState>
      ) : (
        <>
          <div className="mb-2 flex flex-wrap items-center justify-between gap-3">
            {value.length > MANY ? (
              <SearchInput
                label={t("search")}
                value={search}
                onChange={setSearch}
                className="w-full sm:w-72"
              />
            ) : (
              <span />
            )}
            {editable ? add : null}
          </div>
          {shown.length === 0 ? <p className="py-6 text-13 text-muted-foreground">{t("noneFound")}</p> : null}
          <ul className="divide-y border-y empty:hidden">
            {shown.map((each) => (
              <li key={each.id} className="flex items-start gap-3 py-3">
                <div className="min-w-0 flex-1">
                  <h2 className="font-medium text-14 [overflow-wrap:anywhere]">{each.question}</h2>
                  <p className="mt-0.5 whitespace-pre-line text-13 text-muted-foreground [overflow-wrap:anywhere]">
                    {each.answer}
                  </p>
                </div>
                {editable ? (
                  <div className="flex shrink-0">
                    <Button
                      variant="ghost"
                      size="icon"
                      aria-label={t("edit", { question: each.question })}
                      onClick={() => setEdited(each)}
                    >
                      <Pencil aria-hidden />
                    </Button>
                    <Button
                      variant="ghost"
                      size="icon"
                      aria-label={t("drop", { question: each.question })}
                      onClick={() => remove(each)}
                    >
                      <Trash2 aria-hidden />
                    </Button>
                  </div>
                ) : null}
              </li>
            ))}
          </ul>
        </>
      )}
      {editable ? (
        <AnswerDialog
          tenant={tenant}
          source={source}
          edited={edited ?? (adding === null ? null : "new")}
          onClose={() => {
            setEdited(null);
            if (adding !== null) setAdding(null);
          }}
        />
      ) : null}
    </>
  );
}
