"use client";
// Single days with hours of their own: holidays, a day off.
import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { get, type UseFormReturn } from "react-hook-form";
import { DATES_MOST } from "#lib/business/choices.ts";
import { Button } from "../../../../components/button.tsx";
import { Input } from "../../../../components/input.tsx";
import type { BusinessValues, DateValues } from "./values.ts";

const isTime = (value: string) => /^\d{2}:\d{2}$/.test(value);
const isWhole = ({ day, open, from, to }: DateValues) =>
  day !== "" && (!open || (isTime(from) && isTime(to) && from < to));

export function DatesFields({ form, editable }: { form: UseFormReturn<BusinessValues>; editable: boolean }) {
  const t = useTranslations("business.form");
  const { formState, register, setValue, watch } = form;
  const dates = watch("dates");
  register("dates", {
    validate(given) {
      const isOnce = new Set(given.map(({ day }) => day)).size === given.length;
      return (given.every(isWhole) && isOnce) || t("dateFault");
    },
  });
  const fault = get(formState.errors, "dates") as { message?: string } | undefined;
  const change = (next: DateValues[]) =>
    setValue("dates", next, { shouldDirty: true, shouldValidate: formState.isSubmitted });
  const edit = (place: number, more: Partial<DateValues>) =>
    change(dates.map((date, i) => (i === place ? { ...date, ...more } : date)));
  return (
    <fieldset className="mb-5">
      <legend className="mb-1 font-medium text-13">{t("dates")}</legend>
      <p className="mb-2 text-13 text-muted-foreground">{t("datesHelp")}</p>
      <ul className="grid gap-2">
        {dates.map(({ day, open, from, to }, i) => {
          const number = i + 1;
          const time = (end: "from" | "to", value: string) => (
            <Input
              type="time"
              value={value}
              aria-label={t(end, { day: day || t("date", { number }) })}
              disabled={!editable}
              className="w-28"
              onChange={(event) => edit(i, { [end]: event.target.value })}
            />
          );
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; a day may be empty
            <li key={i} className="flex flex-wrap items-center gap-x-3 gap-y-2">
              <Input
                type="date"
                value={day}
                aria-label={t("date", { number })}
                disabled={!editable}
                className="w-40"
                onChange={(event) => edit(i, { day: event.target.value })}
              />
              <label className="flex items-center gap-2 text-14">
                <input
                  type="checkbox"
                  checked={open}
                  disabled={!editable}
                  className="size-4 shrink-0 accent-primary"
                  onChange={(event) => edit(i, { open: event.target.checked })}
                />
                {t("isOpen")}
              </label>
              {open ? (
                <span className="flex items-center gap-2">
                  {time("from", from)}
                  <span aria-hidden>–</span>
                  {time("to", to)}
                </span>
              ) : null}
              {editable ? (
                <Button
                  type="button"
                  size="icon"
                  variant="ghost"
                  aria-label={t("removeDate", { day: day || number })}
                  onClick={() => change(dates.filter((_, place) => place !== i))}
                >
                  <X aria-hidden />
                </Button>
              ) : null}
            </li>
          );
        })}
      </ul>
      {fault?.message ? (
        <p role="alert" className="mt-2 text-13 text-broken">
          {fault.message}
        </p>
      ) : null}
      {editable && dates.length < DATES_MOST ? (
        <Button
          type="button"
          size="sm"
          variant="secondary"
          className="mt-2"
          onClick={() => change([...dates, { day: "", open: false, from: "09:00", to: "18:00" }])}
        >
          <Plus aria-hidden />
          {t("addDate")}
        </Button>
      ) : null}
    </fieldset>
  );
}
