"use client";
import { useTranslations } from "next-intl";
import { useFormContext } from "react-hook-form";
import { type LimitName, limitNames, type PlanLimits } from "#lib/people/limit-names.ts";
import { Field } from "../components/field.tsx";
import { Input } from "../components/input.tsx";
import { useNumbers } from "../components/numbers.ts";

/** As typed: empty is no figure. */
export type TypedLimits = Record<LimitName, string>;

export const typedOf = (limits: PlanLimits): TypedLimits =>
  Object.fromEntries(limitNames.map((name) => [name, String(limits[name] ?? "")])) as TypedLimits;

export const limitsOf = (typed: TypedLimits): PlanLimits =>
  Object.fromEntries(
    limitNames.flatMap((name) => {
      const text = typed[name].replace(/\s/g, "");
      return text ? [[name, Number(text)]] : [];
    }),
  );

/**
 * The figures of a plan, or of a workspace over its plan's. In a form with `limits`.
 * @param props.inherited what holds where nothing is typed
 */
export function LimitFields({ inherited }: { inherited: PlanLimits }) {
  const t = useTranslations("platform.limit");
  const numbers = useNumbers();
  const { register } = useFormContext<{ limits: TypedLimits }>();
  const placeholderOf = (name: LimitName): string => {
    const value = inherited[name];
    if (name === "sharedCalls" && value === undefined) return t("notShared");
    return value === undefined ? t("none") : t("byDefault", { value: numbers.count(value) });
  };
  return (
    <div className="grid gap-x-4 sm:grid-cols-2">
      {limitNames.map((name) => (
        <Field key={name} name={`limits.${name}`} label={t(name)} className="mb-4">
          <Input
            {...register(`limits.${name}`, {
              validate: (value) => /^\s*([1-9][\d\s]{0,8})?\s*$/.test(value) || t("wrong"),
            })}
            inputMode="numeric"
            autoComplete="off"
            placeholder={placeholderOf(name)}
            className="tabular-nums"
          />
        </Field>
      ))}
    </div>
  );
}
