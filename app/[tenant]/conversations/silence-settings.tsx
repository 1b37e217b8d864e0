"use client";
// After how much silence of an operator each bot answers again.
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import type { BotSilence } from "#lib/conversations/silence.ts";
import { Dialog, DialogFooter } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Form, SubmitButton } from "../../components/form.tsx";
import { Input } from "../../components/input.tsx";
import { useSave } from "../../saving/use-save.ts";
import { setBotSilence } from "./actions.ts";

const SILENCE_MAX = 1_440;

interface Props {
  tenant: string;
  bots: BotSilence[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function SilenceSettings({ tenant, bots, open, onOpenChange }: Props) {
  const t = useTranslations("conversations.silence");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")} intro={t("intro")}>
      <Fields tenant={tenant} bots={bots} onSaved={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Fields({ tenant, bots, onSaved }: { tenant: string; bots: BotSilence[]; onSaved: () => void }) {
  const t = useTranslations("conversations.silence");
  const { save } = useSave();
  const form = useForm<Record<string, string>>({
    resetOptions: { keepDirtyValues: true },
    values: Object.fromEntries(bots.map(({ id, minutes }) => [id, String(minutes)])),
  });
  const isMinutes = (value: string | undefined) =>
    (/^\d+$/.test(value?.trim() ?? "") && Number(value) >= 1 && Number(value) <= SILENCE_MAX) || t("figure");
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        const bots_ = bots
          .map(({ id }) => ({ id, minutes: Number(values[id]) }))
          .filter(({ minutes }, i) => minutes !== bots[i]?.minutes);
        const answer = await save({
          request: () => setBotSilence(tenant, { bots: bots_ }),
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
      {bots.map(({ id, name }) => (
        <Field key={id} name={id} label={name} className="mb-3">
          <Input {...form.register(id, { validate: isMinutes })} inputMode="numeric" className="max-w-32" />
        </Field>
      ))}
    </Form>
  );
}
