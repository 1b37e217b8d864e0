"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { Dialog, DialogFooter } from "../../../../components/dialog.tsx";
import { Form, SubmitButton } from "../../../../components/form.tsx";
import { useSave } from "../../../../saving/use-save.ts";
import { setSchedule } from "./actions.ts";
import { ReadingTimeField } from "./reading-time-field.tsx";
import { hoursOf, readingTimeOf } from "./reading-times.ts";

interface Scheduled {
  id: string;
  name: string;
  everyHours: number | null;
}

interface Props {
  tenant: string;
  source: Scheduled | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function ScheduleDialog({ tenant, source, open, onOpenChange }: Props) {
  const t = useTranslations("knowledge.schedule");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title", { name: source?.name ?? "" })}>
      {source ? <Fields tenant={tenant} source={source} onSaved={() => onOpenChange(false)} /> : null}
    </Dialog>
  );
}

function Fields({ tenant, source, onSaved }: { tenant: string; source: Scheduled; onSaved: () => void }) {
  const t = useTranslations("knowledge");
  const { save } = useSave();
  const form = useForm({ defaultValues: { every: readingTimeOf(source.everyHours) } });
  return (
    <Form
      form={form}
      onSubmit={async ({ every }) => {
        const request = () => setSchedule(tenant, { id: source.id, everyHours: hoursOf[every] });
        const answer = await save({ request, done: () => t("schedule.saved"), quiet: true });
        if (answer.ok) onSaved();
        return answer;
      }}
      footer={
        <DialogFooter>
          <SubmitButton>{t("schedule.save")}</SubmitButton>
        </DialogFooter>
      }
    >
      <ReadingTimeField help={t("schedule.help")} />
    </Form>
  );
}
