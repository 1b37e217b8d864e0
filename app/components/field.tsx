"use client";
import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { type FieldError, get, useFormState } from "react-hook-form";
import { cn } from "./cn.ts";
import { FieldContext, type Wiring } from "./field-context.ts";

export interface FieldProps {
  /** As registered with the form around it: its error is shown here. */
  name: string;
  label: ReactNode;
  /** Replaced by an error. */
  help?: ReactNode;
  /** At the end of the label's line. */
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** Label above, help under, error under the field it belongs to. */
export function Field({ name, label, help, aside, className, children }: FieldProps) {
  const id = useId();
  const { errors } = useFormState({ name });
  const error = (get(errors, name) as FieldError | undefined)?.message;
  const note = error || help;
  const wiring: Wiring = {
    id,
    "aria-describedby": note ? `${id}-note` : undefined,
    "aria-invalid": error ? true : undefined,
  };
  return (
    <div className={cn("mb-5", className)}>
      <div className="mb-1.5 flex items-baseline justify-between gap-4">
        <label htmlFor={id} className="font-medium text-13">
          {label}
        </label>
        {aside ? <span className="text-12 text-muted-foreground">{aside}</span> : null}
      </div>
      <FieldContext value={wiring}>{children}</FieldContext>
      {note ? (
        <p
          id={`${id}-note`}
          role={error ? "alert" : undefined}
          className={cn("mt-1.5 flex gap-1.5 text-13", error ? "text-broken" : "text-muted-foreground")}
        >
          {error ? <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" /> : null}
          <span>{note}</span>
        </p>
      ) : null}
    </div>
  );
}
