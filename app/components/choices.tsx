"use client";
// One of a few, or several of them, all in sight: radio buttons or checkboxes of a form.
import type { ReactNode } from "react";
import { get, type UseFormRegisterReturn, useFormState } from "react-hook-form";

interface Choice {
  value: string;
  label: string;
  help?: ReactNode;
  disabled?: boolean;
}

interface Props {
  legend: string;
  kind?: "radio" | "checkbox";
  choices: readonly Choice[];
  /** Of the form's `register`. */
  field: UseFormRegisterReturn;
  disabled?: boolean;
}

export function Choices({ legend, kind = "radio", choices, field, disabled = false }: Props) {
  const { errors } = useFormState({ name: field.name });
  const error = (get(errors, field.name) as { message?: string } | undefined)?.message;
  return (
    <fieldset className="mb-5" aria-invalid={error ? true : undefined}>
      <legend className="mb-2 font-medium text-13">{legend}</legend>
      <div className="grid gap-1">
        {choices.map(({ value, label, help, disabled: isOut }) => (
          <label
            key={value}
            className="flex cursor-pointer items-start gap-3 rounded-md py-1.5 pointer-coarse:py-2.75 has-disabled:cursor-default has-disabled:text-muted-foreground"
          >
            <input
              type={kind}
              {...field}
              value={value}
              disabled={disabled || isOut}
              className="mt-0.5 size-4 shrink-0 accent-primary"
            />
            <span className="min-w-0">
              <span className="block text-14">{label}</span>
              {help ? <span className="block text-13 text-muted-foreground">{help}</span> : null}
            </span>
          </label>
        ))}
      </div>
      {error ? (
        <p role="alert" className="mt-1.5 text-13 text-broken">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
