"use client";
import { useLocale, useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { labelIn } from "#lib/keys/default-label.ts";
import type { KeyView } from "#lib/keys/list.ts";
import { keysIn } from "#lib/keys/paste.ts";
import { useClassWords } from "../../components/class-words.ts";
import { Dialog, DialogFooter } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../components/form.tsx";
import { Input } from "../../components/input.tsx";
import type { Result, ValueOf } from "../../result.ts";
import { useSave } from "../../saving/use-save.ts";
import { replaceKey } from "./actions.ts";
import { useNextStep } from "./next-step.ts";

interface Props {
  tenant: string;
  /** null: closed. */
  view: KeyView | null;
  onClose: () => void;
}

/** Replaces the secret. If Google refuses the new one, the field says why and nothing changes. */
export function ReplaceKey({ tenant, view, onClose }: Props) {
  const t = useTranslations("keys.replaceForm");
  return (
    <Dialog
      open={view !== null}
      onOpenChange={(open) => !open && onClose()}
      title={t("title", { label: view?.label ?? "" })}
    >
      {view ? <SecretForm key={view.id} tenant={tenant} view={view} onDone={onClose} /> : null}
    </Dialog>
  );
}

function SecretForm({ tenant, view, onDone }: { tenant: string; view: KeyView; onDone: () => void }) {
  const t = useTranslations("keys.replaceForm");
  const paste = useTranslations("keys.paste");
  const rules = useRules();
  const refusalOf = useRefusal();
  const { save } = useSave();
  const form = useForm({ defaultValues: { secret: "" } });

  const single = (text: string) => {
    const { secrets, foreign } = keysIn(text);
    if (secrets.length === 1) return true;
    if (secrets.length > 1) return t("many");
    return foreign[0] ? paste("foreign", { kind: foreign[0].kind }) : t("none");
  };

  async function submit(values: { secret: string }): Promise<Result<unknown>> {
    const [secret = ""] = keysIn(values.secret).secrets;
    const answer = await save({
      async request() {
        const replaced = await replaceKey(tenant, { id: view.id, secret });
        return replaced.ok ? refusalOf(replaced.value) : replaced;
      },
      done: ({ live }) => ({ message: t("replaced", { label: view.label }), live }),
      quiet: true,
    });
    if (answer.ok) onDone();
    return answer;
  }

  return (
    <Form
      form={form}
      onSubmit={submit}
      footer={
        <DialogFooter>
          <SubmitButton>{t("submit")}</SubmitButton>
        </DialogFooter>
      }
    >
      <Field name="secret" label={t("label")} help={t("help")}>
        <Input
          {...form.register("secret", { required: rules.filled.required, validate: single })}
          autoFocus
          spellCheck={false}
          autoComplete="off"
          className="font-mono"
        />
      </Field>
    </Form>
  );
}

type Answer = ValueOf<typeof replaceKey>;
type Replaced = Extract<Answer, { kind: "replaced" }>;

/** The answer as a result: a refused key becomes a failure of its field. */
function useRefusal(): (answer: Answer) => Result<Replaced> {
  const locale = useLocale();
  const paste = useTranslations("keys.paste");
  const words = useClassWords();
  const nextStepOf = useNextStep();
  return (answer) => {
    if (answer.kind === "replaced") return { ok: true, value: answer };
    const refused = { ok: false, code: "key_refused", values: {}, field: "secret" } as const;
    if (answer.kind === "duplicate") {
      return { ...refused, error: paste("duplicate", { label: labelIn(locale, answer.label) }) };
    }
    const google = answer.reason ? ` ${paste("googleSaid", { reason: answer.reason })}` : "";
    return { ...refused, error: `${words.name(answer.class)}. ${nextStepOf(answer)}${google}` };
  };
}
