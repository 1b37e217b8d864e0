"use client";
import { Controller } from "react-hook-form";
import { Field, type FieldProps } from "./field.tsx";
import { Select } from "./select.tsx";
import type { SelectProps } from "./select-look.ts";

interface Props extends Omit<FieldProps, "children"> {
  options: SelectProps["options"];
  disabled?: boolean;
  /** What the form holds, as a value of the options, none of which is empty. By default it holds that itself. */
  choiceOf?: (held: unknown) => string;
  /** The way back. */
  heldOf?: (choice: string) => unknown;
}

/** A select of the form around it, with its label: of the form's field `name`. */
export function SelectField({ options, disabled = false, choiceOf, heldOf, ...field }: Props) {
  return (
    <Field {...field}>
      <Controller
        name={field.name}
        render={({ field: { value, onChange } }) => (
          <Select
            value={choiceOf ? choiceOf(value) : String(value)}
            onValueChange={(choice) => onChange(heldOf ? heldOf(choice) : choice)}
            options={options}
            disabled={disabled}
            className="w-full"
          />
        )}
      />
    </Field>
  );
}
