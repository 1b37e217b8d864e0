"use client";
// The published texts of a bot's prompt: who, when, what changed, and the way back to one.
import { ArrowLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { PromptVersionView } from "#lib/bots/prompt-versions.ts";
import { Button } from "../../../components/button.tsx";
import { NotLoaded } from "../../../components/not-loaded.tsx";
import { useNumbers } from "../../../components/numbers.ts";
import { Sheet } from "../../../components/sheet.tsx";
import { Skeleton } from "../../../components/skeleton.tsx";
import { useNow, useTimeWords } from "../../../components/time.tsx";
import { onDemand } from "../../../on-demand.tsx";
import { type AnswerSoFar, useQuestion } from "../../../saving/use-question.ts";
import { useSave } from "../../../saving/use-save.ts";
import { readPromptVersion, readPromptVersions, restorePrompt } from "../actions.ts";

/** With what compares texts: needed once a version is chosen. */
const PromptChange = onDemand(() => import("./prompt-change.tsx").then((module) => module.PromptChange));

interface Props {
  tenant: string;
  bot: { id: string; prompt: string };
  editable: boolean;
  /** What is typed and not published; null: nothing. */
  draft: string | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function PromptHistory({ tenant, bot, editable, draft, open, onOpenChange }: Props) {
  const t = useTranslations("bots.versions");
  const { save, pending } = useSave();
  const [chosen, setChosen] = useState<PromptVersionView | null>(null);
  const { id, prompt } = bot;

  // Read again once another text is published.
  const { answer: versions, again } = useQuestion(
    () => readPromptVersions(tenant, { id }),
    open ? prompt : null,
  );
  const newest = typeof versions === "string" ? undefined : versions[0]?.number;

  async function restore(version: PromptVersionView): Promise<void> {
    const answer = await save({
      request: () => restorePrompt(tenant, { id, number: version.number, basedOn: prompt }),
      done: ({ live }) => ({ message: t("done", { number: version.number }), live }),
    });
    if (answer.ok) onOpenChange(false);
  }

  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      title={chosen ? t("version", { number: chosen.number }) : t("title")}
    >
      {chosen ? (
        <>
          <Button variant="ghost" size="sm" className="-ml-2 mb-3" onClick={() => setChosen(null)}>
            <ArrowLeft aria-hidden />
            {t("back")}
          </Button>
          <OneVersion tenant={tenant} botId={id} version={chosen} />
          {editable && chosen.number !== newest ? (
            <div className="mt-5 grid gap-2">
              <Button pending={pending} onClick={() => void restore(chosen)}>
                {t("restore")}
              </Button>
              {draft === null ? null : <p className="text-13 text-muted-foreground">{t("draftKept")}</p>}
            </div>
          ) : null}
        </>
      ) : (
        <VersionList versions={versions} again={again} onChoose={setChosen} />
      )}
    </Sheet>
  );
}

interface ListProps {
  versions: AnswerSoFar<readonly PromptVersionView[]>;
  again: () => void;
  onChoose: (version: PromptVersionView) => void;
}

function VersionList({ versions, again, onChoose }: ListProps) {
  const t = useTranslations("bots.versions");
  const numbers = useNumbers();
  if (versions === "loading") return <Skeleton className="h-40" />;
  if (versions === "away") return <NotLoaded again={again} />;
  if (versions.length === 0) return <p className="text-muted-foreground">{t("none")}</p>;
  return (
    <ol className="-mx-2 divide-y">
      {versions.map((version, i) => (
        <li key={version.number}>
          <button
            type="button"
            className="block w-full rounded-md px-2 py-3 text-left hover:bg-muted/60"
            onClick={() => onChoose(version)}
          >
            <span className="flex items-baseline gap-3">
              <span className="flex-1 font-medium">{t("version", { number: version.number })}</span>
              {i === 0 ? <span className="text-12 text-works">{t("current")}</span> : null}
            </span>
            <span className="block text-13 text-muted-foreground">
              <Published version={version} />
            </span>
            <span className="block text-12 text-muted-foreground tabular-nums">
              {version.restored === null
                ? t("length", { count: numbers.count(version.length) })
                : t("restored", { number: version.restored })}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function Published({ version: { by, at } }: { version: PromptVersionView }) {
  const t = useTranslations("bots.versions");
  const words = useTimeWords();
  const now = useNow(20_000);
  const when = words.relative(at, now);
  return (
    <time dateTime={at.toISOString()} title={words.exact(at)}>
      {by === null ? t("imported", { when }) : t("by", { name: by, when })}
    </time>
  );
}

interface OneProps {
  tenant: string;
  botId: string;
  version: PromptVersionView;
}

/** What the version changed. */
function OneVersion({ tenant, botId, version }: OneProps) {
  const t = useTranslations("bots.versions");
  const { number } = version;
  const { answer, again } = useQuestion(
    () => readPromptVersion(tenant, { id: botId, number }),
    String(number),
  );
  return (
    <>
      <p className="mb-3 text-13 text-muted-foreground">
        <Published version={version} />
      </p>
      <h3 className="mb-2 font-medium text-13">{number === 1 ? t("first") : t("against")}</h3>
      {answer === "loading" ? (
        <Skeleton className="h-40" />
      ) : answer === "away" ? (
        <NotLoaded again={again} />
      ) : (
        <PromptChange before={answer.before} text={answer.text} />
      )}
    </>
  );
}
