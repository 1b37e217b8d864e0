"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { OpenGroup } from "#lib/open-questions/open-questions.ts";
import { Button } from "../../../../components/button.tsx";
import { useNumbers } from "../../../../components/numbers.ts";
import { RelativeTime } from "../../../../components/time.tsx";
import { onDemand } from "../../../../on-demand.tsx";
import { useChanges } from "../../../../saving/use-changes.ts";
import { dismissOpen } from "./actions.ts";

const OpenDialog = onDemand(
  () => import("./open-dialog.tsx").then((module) => module.OpenDialog),
  ({ group }) => group !== null,
);

interface Props {
  tenant: string;
  bot: { id: string };
  groups: readonly OpenGroup[];
  /** Sources that answers can be added to. */
  kept: readonly { id: string; name: string }[];
  editable: boolean;
}

/** Groups that are shown at first. */
const FEW = 5;

export function OpenQuestions({ tenant, bot, groups, kept, editable }: Props) {
  const t = useTranslations("knowledge.open");
  const numbers = useNumbers();
  const { value, change } = useChanges(groups);
  const [answered, setAnswered] = useState<OpenGroup | null>(null);
  const [areAll, setAll] = useState(false);
  const shown = areAll ? value : value.slice(0, FEW);

  const dismiss = ({ group }: OpenGroup) =>
    change((now: readonly OpenGroup[]) => now.filter((each) => each.group !== group), {
      request: () => dismissOpen(tenant, { id: bot.id, group }),
      done: () => t("dismissed"),
    });

  return (
    <section aria-labelledby="unanswered" className="scroll-mt-4">
      <h2 id="unanswered" className="flex items-center gap-2 text-16">
        {t("title")}
        {value.length > 0 ? (
          <span className="rounded-full bg-waiting/15 px-2 py-0.5 text-12 text-waiting tabular-nums">
            {numbers.count(value.length)}
          </span>
        ) : null}
      </h2>
      <p className="mt-0.5 text-13 text-muted-foreground">{t(value.length > 0 ? "intro" : "none")}</p>
      <ul className="mt-3 divide-y border-y empty:hidden">
        {shown.map((each) => (
          <li key={each.group} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
            <div className="min-w-0 flex-1 basis-60">
              <p className="line-clamp-3 text-14 [overflow-wrap:anywhere]">{each.text}</p>
              <p className="mt-0.5 text-12 text-muted-foreground">
                {t("times", { count: each.count })} ·{" "}
                {t.rich("last", { time: () => <RelativeTime date={each.at} /> })}
              </p>
            </div>
            {editable ? (
              <div className="flex gap-1">
                <Button variant="ghost" size="sm" onClick={() => dismiss(each)}>
                  {t("dismiss")}
                </Button>
                <Button variant="secondary" size="sm" onClick={() => setAnswered(each)}>
                  {t("answer")}
                </Button>
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      {value.length > shown.length ? (
        <Button variant="ghost" size="sm" className="mt-2" onClick={() => setAll(true)}>
          {t("all", { count: numbers.count(value.length) })}
        </Button>
      ) : null}
      <OpenDialog
        tenant={tenant}
        bot={bot.id}
        group={answered}
        kept={kept}
        onClose={() => setAnswered(null)}
      />
    </section>
  );
}
