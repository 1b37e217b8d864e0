"use client";
// Where a key comes from, and the field for it: Google is asked at once, and each failure says what to do.
import { LoaderCircle } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import type { AddResult } from "#lib/keys/add.ts";
import { labelIn, labelled } from "#lib/keys/default-label.ts";
import type { KeyView } from "#lib/keys/list.ts";
import { keysIn } from "#lib/keys/paste.ts";
import { useClassWords } from "../../components/class-words.ts";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../components/form.tsx";
import { Notice } from "../../components/notice.tsx";
import { Textarea } from "../../components/textarea.tsx";
import { useFirstFocus } from "../../components/use-first-focus.ts";
import { useRefresh } from "../../saving/refresh.tsx";
import { toast } from "../../saving/toast.ts";
import { useSave } from "../../saving/use-save.ts";
import { useElsewhere } from "../../shell/elsewhere.tsx";
import { addKeys } from "../keys/actions.ts";
import { useNextStep } from "../keys/next-step.ts";
import { HowTo } from "./how-to.tsx";
import { KeyKinds } from "./key-kinds.tsx";
import { StudioPicture } from "./studio-picture.tsx";

export function KeyStep({ tenant, refused }: { tenant: string; refused: KeyView | null }) {
  const t = useTranslations("start.key");
  const demo = useTranslations("start.demo");
  const elsewhere = useElsewhere();
  const words = useClassWords();
  const state = refused?.state;
  const locale = useLocale();
  const broken =
    refused && state?.kind === "broken" ? { ...labelled(locale, refused), class: state.class } : null;
  return (
    <>
      {broken ? (
        <Notice tone="broken" title={words.headline(broken.class, broken)}>
          {words.remedy(broken.class)}
        </Notice>
      ) : null}
      <HowTo
        intro={t("how")}
        ways={[t("ways.open"), t("ways.create"), t("ways.copy")]}
        link={{ href: elsewhere.studio, name: elsewhere.isDemo ? demo("key") : t("open") }}
        picture={<StudioPicture label={t("picture")} />}
      />
      <KeyKinds />
      <KeyForm tenant={tenant} />
    </>
  );
}

/** The connection may break while a key is being tested. What React hands us has no `catch` that works. */
async function resultOf(coming: Promise<AddResult>): Promise<AddResult> {
  try {
    return await coming;
  } catch {
    return { kind: "failed" };
  }
}

function KeyForm({ tenant }: { tenant: string }) {
  const t = useTranslations("start.key");
  const foreignWords = useTranslations("keys.paste");
  const failureOf = useFailure();
  const words = useClassWords();
  const locale = useLocale();
  const rules = useRules();
  const { save } = useSave();
  const { refresh } = useRefresh();
  const form = useForm({ defaultValues: { secrets: "" } });
  useFirstFocus("secrets");
  const [isTesting, setTesting] = useState(false);
  const text = form.watch("secrets");
  const { secrets, foreign } = keysIn(text);
  const [stranger] = foreign;

  async function submit() {
    const lacking = { ok: false as const, code: "invalid" as const, values: {}, field: "secrets" };
    if (secrets.length === 0) {
      const said = stranger
        ? `…${stranger.last4} ${foreignWords("foreign", { kind: stranger.kind })}`
        : t("none");
      return { ...lacking, error: said };
    }
    const request = () => addKeys(tenant, { secrets, project: null });
    const answer = await save({ request, quiet: true, refresh: false });
    if (!answer.ok) return answer;
    setTesting(true);
    const results = await Promise.all(answer.value.map(({ result }) => resultOf(result)));
    setTesting(false);
    refresh();
    const added = results.find((result) => result.kind === "added");
    if (added && added.check.class !== "ok")
      toast.warning(
        t("next.unsure", {
          label: labelIn(locale, added.label),
          reason: words.name(added.check.class, added.check.reason),
        }),
        { description: words.remedy(added.check.class, added.check.reason) },
      );
    if (added) return { ok: true as const, value: null };
    const [first] = results;
    return { ...lacking, error: first ? failureOf(first) : t("none") };
  }

  return (
    <Form
      form={form}
      onSubmit={submit}
      footer={
        <div className="flex flex-wrap items-center justify-end gap-3">
          <span aria-live="polite" className="text-13 text-muted-foreground">
            {isTesting ? (
              <span className="flex items-center gap-1.5">
                <LoaderCircle aria-hidden className="size-4 animate-spin motion-reduce:animate-none" />
                {foreignWords("testing")}
              </span>
            ) : secrets.length > 0 ? (
              t("found", { count: secrets.length })
            ) : null}
          </span>
          <SubmitButton disabled={!text.trim()}>{t("submit")}</SubmitButton>
        </div>
      }
    >
      <Field name="secrets" label={t("field")} help={t("help")}>
        <Textarea
          {...form.register("secrets", rules.filled)}
          rows={2}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          placeholder="AQ.…"
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
          className="break-all font-mono text-13 max-md:text-16"
        />
      </Field>
    </Form>
  );
}

/** What to do about a key that was not added. */
function useFailure(): (result: AddResult) => string {
  const t = useTranslations("start.key.next");
  const locale = useLocale();
  const words = useClassWords();
  const nextStepOf = useNextStep();
  return (result) => {
    if (result.kind === "duplicate") return t("twice", { label: labelIn(locale, result.label) });
    if (result.kind !== "refused") return t("ours");
    return `${words.name(result.class)}. ${nextStepOf(result)}`;
  };
}
