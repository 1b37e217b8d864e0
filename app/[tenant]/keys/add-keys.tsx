"use client";
// One key or many, pasted in any form: counted while one types, each tested live with a row of its own.
import { CheckCircle2, CircleAlert, CircleX, LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { toast } from "sonner";
import type { AddResult } from "#lib/keys/add.ts";
import { secretsIn } from "#lib/keys/paste.ts";
import type { ProjectChoice, ProjectView } from "#lib/keys/projects.ts";
import { Button } from "../../components/button.tsx";
import { useClassWords } from "../../components/class-words.ts";
import { Dialog, DialogFooter } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Textarea } from "../../components/textarea.tsx";
import { useAttempt } from "../../components/use-attempt.ts";
import { addKeys } from "./actions.ts";
import { ProjectPicker } from "./project-picker.tsx";

interface Row {
  last4: string;
  result: AddResult | null;
}

interface Props {
  tenant: string;
  projects: readonly ProjectView[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** After something was stored. */
  onAdded: () => void;
}

export function AddKeys({ tenant, projects, open, onOpenChange, onAdded }: Props) {
  const t = useTranslations("keys.paste");
  const attempt = useAttempt();
  const [text, setText] = useState("");
  const [project, setProject] = useState<ProjectChoice>(null);
  const [rows, setRows] = useState<Row[] | null>(null);
  const [sending, setSending] = useState(false);
  const secrets = secretsIn(text);
  const done = rows?.every(({ result }) => result !== null);

  function reset(): void {
    setText("");
    setRows(null);
  }

  async function submit(): Promise<void> {
    setSending(true);
    const answer = await attempt(() => addKeys(tenant, { secrets, project }));
    setSending(false);
    if (!answer.ok) return void toast.error(answer.error);
    // From here on the secrets are gone from the page.
    setText("");
    setRows(answer.value.map(({ last4 }) => ({ last4, result: null })));
    await Promise.all(
      answer.value.map(async ({ result: coming }, at) => {
        const result = await outcomeOf(coming);
        setRows((now) => now?.map((row, i) => (i === at ? { ...row, result } : row)) ?? null);
      }),
    );
    onAdded();
  }

  return (
    <Dialog
      open={open}
      title={t("title")}
      onOpenChange={(next) => {
        onOpenChange(next);
        if (!next) reset();
      }}
    >
      {rows ? (
        <>
          <ul aria-live="polite" className="divide-y">
            {rows.map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of one paste never move
              <ResultRow key={i} row={row} />
            ))}
          </ul>
          <p className="mt-4 min-h-5 text-13 text-muted-foreground">
            {done ? t("summary", countsOf(rows)) : null}
          </p>
          <DialogFooter>
            <Button variant="secondary" disabled={!done} onClick={reset}>
              {t("again")}
            </Button>
            <Button onClick={() => onOpenChange(false)}>{t("done")}</Button>
          </DialogFooter>
        </>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <Field label={t("label")} help={t("help")}>
            <Textarea
              name="secrets"
              rows={5}
              autoFocus
              required
              spellCheck={false}
              autoComplete="off"
              value={text}
              onChange={(event) => setText(event.target.value)}
              placeholder={t("placeholder")}
              className="font-mono"
            />
          </Field>
          <p aria-live="polite" className="mb-4 text-13 tabular-nums">
            {text.trim() ? (
              <>
                {t("found", { count: secrets.length })}
                <span className="font-mono text-muted-foreground">
                  {secrets.slice(0, 8).map((secret) => `  …${secret.slice(-4)}`)}
                  {secrets.length > 8 ? "  …" : ""}
                </span>
              </>
            ) : null}
          </p>
          <Field label={t("project")} help={t("projectHelp")}>
            <ProjectPicker projects={projects} value={project} onChange={setProject} />
          </Field>
          <DialogFooter>
            <Button type="submit" disabled={secrets.length === 0} pending={sending}>
              {t("submit", { count: secrets.length })}
            </Button>
          </DialogFooter>
        </form>
      )}
    </Dialog>
  );
}

/** The connection may break while a key is being tested. What React hands us has no `catch` that works. */
async function outcomeOf(coming: Promise<AddResult>): Promise<AddResult> {
  try {
    return await coming;
  } catch {
    return { kind: "failed" };
  }
}

function countsOf(rows: readonly Row[]): { added: number; refused: number } {
  const added = rows.filter(({ result }) => result?.kind === "added").length;
  return { added, refused: added ? rows.length - added : 0 };
}

function ResultRow({ row: { last4, result } }: { row: Row }) {
  return (
    <li className="flex gap-3 py-2.5 text-13">
      <span className="w-14 shrink-0 font-mono text-muted-foreground">…{last4}</span>
      <Outcome result={result} />
    </li>
  );
}

function Outcome({ result }: { result: AddResult | null }) {
  const t = useTranslations("keys.paste");
  const words = useClassWords();
  const line = (tone: string, Icon: typeof CircleX, said: ReactNode, google?: string | null) => (
    <div className="min-w-0">
      <p className={`flex items-center gap-1.5 ${tone}`}>
        <Icon aria-hidden className="size-4 shrink-0" />
        {said}
      </p>
      {google ? (
        <p className="mt-0.5 break-words pl-5.5 text-12 text-muted-foreground">
          {t("googleSaid", { reason: google })}
        </p>
      ) : null}
    </div>
  );
  if (!result) {
    return (
      <p className="flex items-center gap-1.5 text-muted-foreground">
        <LoaderCircle aria-hidden className="size-4 animate-spin motion-reduce:animate-none" />
        {t("testing")}
      </p>
    );
  }
  if (result.kind === "failed") return line("text-broken", CircleX, t("failed"));
  if (result.kind === "duplicate") {
    return line("text-muted-foreground", CircleAlert, t("duplicate", { label: result.label }));
  }
  if (result.kind === "refused") {
    return line(
      "text-broken",
      CircleX,
      t("refused", { reason: result.oldKind ? t("oldKind") : words.name(result.class) }),
      result.reason,
    );
  }
  const { check, label } = result;
  return check.class === "ok"
    ? line("text-works", CheckCircle2, `${t("added", { models: check.models })} · ${t("addedAs", { label })}`)
    : line(
        "text-waiting",
        CircleAlert,
        t("addedBut", { label, reason: words.name(check.class) }),
        check.reason,
      );
}
