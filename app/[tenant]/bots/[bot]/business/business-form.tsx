"use client";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { businessModes, businessTimes, HERE_MAX, HERE_MIN } from "#lib/business/choices.ts";
import type { BusinessSettings } from "#lib/business/settings.ts";
import { Choices } from "../../../../components/choices.tsx";
import { Field } from "../../../../components/field.tsx";
import { Form, SubmitButton } from "../../../../components/form.tsx";
import { Input } from "../../../../components/input.tsx";
import { useSave } from "../../../../saving/use-save.ts";
import { setBusiness } from "./actions.ts";
import { DatesFields } from "./dates-fields.tsx";
import { HoursFields } from "./hours-fields.tsx";
import type { BusinessValues, DayValues } from "./values.ts";

interface Props {
  tenant: string;
  bot: string;
  settings: Omit<BusinessSettings, "never">;
  zone: string;
  editable: boolean;
}

type Hours = BusinessSettings["week"][number];

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
/** A day's last minute is the end of the day: fields of a time know no 24:00. */
const END = 24 * 60;
const endOf = (time: string) => (time === "23:59" ? END : minutesOf(time));

const dayOf = (hours: Hours): DayValues => ({
  open: hours !== null,
  from: clock(hours?.from ?? 9 * 60),
  to: clock(Math.min(hours?.to ?? 18 * 60, END - 1)),
});
const hoursOf = ({ open, from, to }: DayValues): Hours =>
  open ? { from: minutesOf(from), to: endOf(to) } : null;

/** What the bot does in the chats of connected accounts, and when. */
export function BusinessForm({ tenant, bot: id, settings, zone, editable }: Props) {
  const t = useTranslations("business.form");
  const { save } = useSave();
  const { mode, times, week, dates, newOnly, hereMinutes } = settings;
  const form = useForm<BusinessValues>({
    resetOptions: { keepDirtyValues: true },
    values: {
      ...{ mode, times, days: week.map(dayOf) },
      dates: dates.map(({ day, hours }) => ({ day, ...dayOf(hours) })),
      ...{ only: newOnly ? ["new"] : [], hereMinutes: String(hereMinutes) },
    },
  });
  const hasHours = form.watch("times") !== "always";
  const isMinutes = (value: string) =>
    (/^\d+$/.test(value.trim()) && Number(value) >= HERE_MIN && Number(value) <= HERE_MAX) ||
    t("hereFault", { min: HERE_MIN, max: HERE_MAX });
  return (
    <Form
      form={form}
      onSubmit={(given) =>
        save({
          request: () =>
            setBusiness(tenant, {
              id,
              business: {
                ...{ mode: given.mode, times: given.times, week: given.days.map(hoursOf) },
                dates: given.dates.map((date) => ({ day: date.day, hours: hoursOf(date) })),
                ...{ newOnly: given.only.includes("new"), hereMinutes: Number(given.hereMinutes) },
              },
            }),
          done: ({ live }) => ({ message: t("saved"), live }),
          quiet: true,
        })
      }
      footer={editable ? <SubmitButton disabled={!form.formState.isDirty}>{t("save")}</SubmitButton> : null}
    >
      <Choices
        legend={t("mode")}
        disabled={!editable}
        choices={businessModes.toReversed().map((value) => ({
          value,
          label: t(`modes.${value}`),
          help: t(`modeHelp.${value}`),
        }))}
        field={form.register("mode")}
      />
      <Choices
        legend={t("times")}
        disabled={!editable}
        choices={businessTimes.map((value) => ({ value, label: t(`time.${value}`) }))}
        field={form.register("times")}
      />
      {hasHours ? (
        <>
          <HoursFields form={form} zone={zone} editable={editable} />
          <DatesFields form={form} editable={editable} />
        </>
      ) : null}
      <Choices
        legend={t("whom")}
        kind="checkbox"
        disabled={!editable}
        choices={[{ value: "new", label: t("newOnly"), help: t("newOnlyHelp") }]}
        field={form.register("only")}
      />
      <Field name="hereMinutes" label={t("here")} help={t("hereHelp")}>
        <Input
          {...form.register("hereMinutes", { validate: isMinutes })}
          inputMode="numeric"
          disabled={!editable}
          className="max-w-32"
        />
      </Field>
    </Form>
  );
}
