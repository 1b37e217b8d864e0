"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { NAME_MAX } from "#lib/knowledge/lengths.ts";
import { Choices } from "../../../../components/choices.tsx";
import { Dialog, DialogFooter } from "../../../../components/dialog.tsx";
import { Field } from "../../../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../../../components/form.tsx";
import { Input } from "../../../../components/input.tsx";
import { useSave } from "../../../../saving/use-save.ts";
import { addWebSource } from "./actions.ts";
import { ReadingTimeField } from "./reading-time-field.tsx";
import { hoursOf, type ReadingTime } from "./reading-times.ts";

interface Props {
  tenant: string;
  bot: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function PageDialog({ open, onOpenChange, ...rest }: Props) {
  const t = useTranslations("knowledge.page");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")} intro={t("intro")}>
      <Fields {...rest} onSaved={() => onOpenChange(false)} />
    </Dialog>
  );
}

/** As people type it: without https:// too. */
const addressIn = (typed: string) =>
  /^https?:\/\//i.test(typed.trim()) ? typed.trim() : `https://${typed.trim()}`;

function isWebAddress(typed: string): boolean {
  const address = addressIn(typed);
  return URL.canParse(address) && new URL(address).hostname.includes(".");
}

function Fields({ tenant, bot, onSaved }: Omit<Props, "open" | "onOpenChange"> & { onSaved: () => void }) {
  const t = useTranslations("knowledge.page");
  const { filled } = useRules();
  const { save } = useSave();
  const form = useForm({
    defaultValues: { url: "", kind: "page", name: "", every: "week" as ReadingTime, shared: false },
  });
  return (
    <Form
      form={form}
      draft={{ name: `knowledge-page:${bot}`, fields: ["url", "kind", "name", "every", "shared"] }}
      onSubmit={async ({ url, kind, name, every, shared }) => {
        const input = { id: bot, url: addressIn(url), site: kind === "site", name, shared };
        const answer = await save({
          request: () => addWebSource(tenant, { ...input, everyHours: hoursOf[every] }),
          done: () => t("saved"),
          quiet: true,
        });
        if (answer.ok) onSaved();
        return answer;
      }}
      footer={
        <DialogFooter>
          <SubmitButton>{t("save")}</SubmitButton>
        </DialogFooter>
      }
    >
      <Field name="url" label={t("url")}>
        <Input
          {...form.register("url", {
            required: filled.required,
            validate: (typed) => isWebAddress(typed) || t("urlShape"),
          })}
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="https://"
          maxLength={2_000}
        />
      </Field>
      <Choices
        legend={t("what")}
        choices={(["page", "site"] as const).map((value) => ({
          ...{ value, label: t(`kind.${value}`), help: t(`kindHelp.${value}`) },
        }))}
        field={form.register("kind")}
      />
      <div className="grid gap-x-4 sm:grid-cols-2">
        <Field name="name" label={t("name")} help={t("nameHelp")}>
          <Input {...form.register("name")} maxLength={NAME_MAX} autoComplete="off" />
        </Field>
        <ReadingTimeField />
      </div>
      <label className="flex cursor-pointer items-center gap-3 py-1 text-14">
        <input type="checkbox" {...form.register("shared")} className="size-4 accent-primary" />
        {t("share")}
      </label>
    </Form>
  );
}
