"use client";
import { useTranslations } from "next-intl";
import { get, type UseFormReturn } from "react-hook-form";
import { Input } from "../../../../components/input.tsx";
import type { BusinessValues } from "./values.ts";

const days = [0, 1, 2, 3, 4, 5, 6] as const;
const isTime = (value: string) => /^\d{2}:\d{2}$/.test(value);

interface Props {
  form: UseFormReturn<BusinessValues>;
  zone: string;
  editable: boolean;
}

/** The hours of each day of the week, by the clock of the workspace. */
export function HoursFields({ form, zone, editable }: Props) {
  const t = useTranslations("business.form");
  const { register, watch, formState } = form;
  const values = watch("days");
  return (
    <fieldset className="mb-5">
      <legend className="mb-2 font-medium text-13">{t("hours", { zone })}</legend>
      <div className="grid gap-2">
        {days.map((day) => {
          const { open = false } = values[day] ?? {};
          const name = t(`day.d${day}`);
          const fault = get(formState.errors, `days.${day}.to`) as { message?: string } | undefined;
          return (
            <div key={day} className="grid items-center gap-x-3 gap-y-1.5 sm:grid-cols-[7.5rem_1fr]">
              <label className="flex items-center gap-3 text-14">
                <input
                  type="checkbox"
                  {...register(`days.${day}.open`)}
                  disabled={!editable}
                  className="size-4 shrink-0 accent-primary"
                />
                {name}
              </label>
              {open ? (
                <span className="flex items-center gap-2">
                  <Input
                    type="time"
                    aria-label={t("from", { day: name })}
                    disabled={!editable}
                    className="w-28"
                    {...register(`days.${day}.from`, { validate: (value) => isTime(value) || t("noTime") })}
                  />
                  <span aria-hidden>–</span>
                  <Input
                    type="time"
                    aria-label={t("to", { day: name })}
                    disabled={!editable}
                    className="w-28"
                    {...register(`days.${day}.to`, {
                      validate: (value, all) =>
                        !all.days[day]?.open ||
                        (isTime(value) && value > (all.days[day]?.from ?? "")) ||
                        t("noTime"),
                    })}
                  />
                </span>
              ) : (
                <span className="text-13 text-muted-foreground">{t("closed")}</span>
              )}
              {fault?.message ? (
                <p role="alert" className="text-13 text-broken sm:col-start-2">
                  {fault.message}
                </p>
              ) : null}
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}
