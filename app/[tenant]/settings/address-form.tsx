"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton, useRules } from "../../components/form.tsx";
import { Input } from "../../components/input.tsx";
import { useSave } from "../../saving/use-save.ts";
import { leaveFor } from "../../shell/start-session.ts";
import { setSlug } from "./actions.ts";

interface Props {
  slug: string;
  formerSlugs: string[];
  editable: boolean;
}

/** The workspace's address. Once it has changed, the page is loaded there. */
export function AddressForm({ slug, formerSlugs, editable }: Props) {
  const t = useTranslations("settings.address");
  const rules = useRules();
  const { save } = useSave();
  const form = useForm({ values: { slug } });
  return (
    <Form
      form={form}
      className="max-w-sm"
      onSubmit={async (values) => {
        const saved = await save({
          request: () => setSlug(slug, { slug: values.slug }),
          done: (now) => t("saved", { slug: now }),
          quiet: true,
          refresh: false,
        });
        if (saved.ok && saved.value !== slug) await leaveFor(`/${saved.value}/settings`);
        return saved;
      }}
      footer={form.formState.isDirty ? <SubmitButton>{t("save")}</SubmitButton> : null}
    >
      <Field name="slug" label={t("slug")} help={t("help")} className="mb-3">
        <Input
          {...form.register("slug", rules.filled)}
          readOnly={!editable}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={40}
          className="font-mono"
        />
      </Field>
      <p className="mb-4 text-13 text-muted-foreground">
        {formerSlugs.length > 0
          ? t("old", { slugs: formerSlugs.map((each) => `/${each}`).join(", ") })
          : t("note")}
      </p>
    </Form>
  );
}
