"use client";
// Changes of second factors ask for a fresh proof of identity: a dialog, then the same request once more.
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import { Dialog, DialogFooter } from "../components/dialog.tsx";
import { Field } from "../components/field.tsx";
import { Form, SubmitButton, useRules } from "../components/form.tsx";
import { Input } from "../components/input.tsx";
import type { Result } from "../result.ts";
import { toast } from "../saving/toast.ts";
import { type Saving, useSave } from "../saving/use-save.ts";
import { PasswordInput } from "../shell/password-input.tsx";
import { proveAgain } from "./actions.ts";

/** By what the person can prove who they are. */
export type ProofKind = "password" | "code";

interface Proof {
  /** Like `save` of useSave; asks for the proof where the server wants one. */
  proved<T>(saving: Saving<T>): Promise<Result<T>>;
  dialog: ReactNode;
}

export function useProof(kind: ProofKind): Proof {
  const { save } = useSave();
  const [asked, setAsked] = useState<{ settle: (given: boolean) => void } | null>(null);

  async function proved<T>(saving: Saving<T>): Promise<Result<T>> {
    const answer = await save({ ...saving, quiet: true });
    if (answer.ok) return answer;
    if (answer.code !== "prove_again") {
      if (!saving.quiet) toast.error(answer.error);
      return answer;
    }
    const given = await new Promise<boolean>((settle) => setAsked({ settle }));
    setAsked(null);
    return given ? proved(saving) : answer;
  }

  const dialog = asked ? (
    <ProofDialog kind={kind} onGiven={() => asked.settle(true)} onClose={() => asked.settle(false)} />
  ) : null;
  return { proved, dialog };
}

interface DialogProps {
  kind: ProofKind;
  onGiven: () => void;
  onClose: () => void;
}

export function ProofDialog({ kind, onGiven, onClose }: DialogProps) {
  const t = useTranslations("account.proof");
  const rules = useRules();
  const { save } = useSave();
  const form = useForm({ defaultValues: { password: "", code: "" } });
  const required = { required: rules.filled.required };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("title")} intro={t(`intro.${kind}`)}>
      <Form
        form={form}
        onSubmit={async ({ password, code }) => {
          const proof = kind === "password" ? { password } : { code };
          const given = await save({ request: () => proveAgain(proof), quiet: true });
          if (given.ok) onGiven();
          return given;
        }}
        footer={
          <DialogFooter>
            <SubmitButton>{t("submit")}</SubmitButton>
          </DialogFooter>
        }
      >
        {kind === "password" ? (
          <Field name="password" label={t("password")}>
            <PasswordInput
              {...form.register("password", required)}
              autoComplete="current-password"
              autoFocus
            />
          </Field>
        ) : (
          <Field name="code" label={t("code")} help={t("codeHelp")}>
            <Input {...form.register("code", required)} autoComplete="one-time-code" autoFocus />
          </Field>
        )}
      </Form>
    </Dialog>
  );
}
