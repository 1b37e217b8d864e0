"use client";
import { useEffect } from "react";
import { FormProvider, useForm } from "react-hook-form";
import { Choices } from "../components/choices.tsx";
import { DialogFooter } from "../components/dialog.tsx";
import { DraftLine } from "../components/draft-line.tsx";
import { Field } from "../components/field.tsx";
import { Form, SubmitButton, showFailure, useRules } from "../components/form.tsx";
import { Input } from "../components/input.tsx";
import { SelectField } from "../components/select-field.tsx";
import type { ActionFailure, Result } from "../result.ts";
import { Specimen } from "./specimen.tsx";

const failure = (error: string, field?: string): ActionFailure => ({
  ok: false,
  code: "invalid",
  error,
  values: {},
  ...(field ? { field } : {}),
});

const policies = [
  { value: "mention", label: "Mentions, replies and commands", help: "As people are used to." },
  { value: "off", label: "Nothing" },
  { value: "all", label: "Everything", help: "Not possible here.", disabled: true },
];

function Lifetime() {
  const form = useForm({ defaultValues: { days: 30, plan: "" } });
  return (
    <FormProvider {...form}>
      <div className="grid grid-cols-2 gap-x-8">
        <SelectField
          name="days"
          label="It ends"
          help="The form holds a number."
          options={[
            { value: "30", label: "After 30 days" },
            { value: "90", label: "After 90 days" },
          ]}
          heldOf={Number}
        />
        <SelectField
          name="plan"
          label="Plan"
          options={[{ value: "none", label: "No plan" }]}
          choiceOf={(held) => String(held || "none")}
          disabled
        />
      </div>
    </FormProvider>
  );
}

function Policies() {
  const form = useForm({ defaultValues: { groups: "mention", languages: ["off"] } });
  return (
    <FormProvider {...form}>
      <div className="grid grid-cols-2 gap-x-8">
        <Choices legend="In groups it answers" choices={policies} field={form.register("groups")} />
        <Choices legend="Several" kind="checkbox" choices={policies} field={form.register("languages")} />
      </div>
    </FormProvider>
  );
}

const examples = {
  "as one finds it": null,
  "refused in a field": failure("There is a bot of this name already.", "name"),
  "not saved": failure("Not saved: no connection to the server."),
};

export function Forms() {
  return (
    <>
      <Specimen name="Draft line">
        <DraftLine onDiscard={() => undefined} />
      </Specimen>
      <Specimen name="Choices">
        <Policies />
      </Specimen>
      <Specimen name="SelectField">
        <Lifetime />
      </Specimen>
      <Specimen name="Form, Field: send one empty, or with a name (it takes a second)">
        <div className="grid grid-cols-2 gap-x-8 gap-y-6">
          {Object.entries(examples).map(([title, shown]) => (
            <Example key={title} title={title} shown={shown} />
          ))}
        </div>
      </Specimen>
    </>
  );
}

function Example({ title, shown }: { title: string; shown: ActionFailure | null }) {
  const rules = useRules();
  const form = useForm({ defaultValues: { name: shown ? "Baraka" : "", mail: "" } });
  useEffect(() => {
    if (shown) showFailure(form, shown);
  }, [form, shown]);
  async function submit(): Promise<Result<unknown>> {
    await new Promise((done) => setTimeout(done, 1_000));
    return shown ?? { ok: true, value: null };
  }
  return (
    <div>
      <h3 className="mb-2 text-13 text-muted-foreground">{title}</h3>
      <Form
        form={form}
        onSubmit={submit}
        footer={
          <DialogFooter>
            <SubmitButton>Save</SubmitButton>
          </DialogFooter>
        }
      >
        <Field name="name" label="Name" help="As your customers will see it." aside="60 characters">
          <Input {...form.register("name", rules.filled)} />
        </Field>
        <Field name="mail" label="E-mail">
          <Input {...form.register("mail", shown ? {} : rules.email)} />
        </Field>
      </Form>
    </div>
  );
}
