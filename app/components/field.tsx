"use client";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { createContext, type FormEvent, type ReactNode, useContext, useId, useState } from "react";
import { cn } from "./cn.ts";

interface Wiring {
  id: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
  /** The browser's own check speaks its own language and from a bubble: we say it in ours, under the field. */
  onInvalid: (event: FormEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
  onInput: () => void;
}
const FieldContext = createContext<Wiring | null>(null);

/** What ties a control to the Field around it: its id, its help, its error, and what the browser finds amiss. */
export const useField = (): Wiring | null => useContext(FieldContext);

interface Props {
  label: ReactNode;
  help?: ReactNode;
  /** Takes the place of the help. */
  error?: ReactNode;
  /** At the end of the label's line. */
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** Label above, help under, error under the field it belongs to. */
export function Field({ label, help, error, aside, className, children }: Props) {
  const id = useId();
  const t = useTranslations();
  const [missing, setMissing] = useState<string | null>(null);
  const shown = missing ?? error;
  const note = shown || help;
  const wiring: Wiring = {
    id,
    "aria-describedby": note ? `${id}-note` : undefined,
    "aria-invalid": shown ? true : undefined,
    onInvalid(event) {
      event.preventDefault();
      const control = event.currentTarget;
      const { valueMissing, typeMismatch } = control.validity;
      setMissing(
        valueMissing ? t("shell.required") : typeMismatch ? t("errors.email") : control.validationMessage,
      );
      if (control.form?.querySelector(":is(input, textarea):invalid") === control) control.focus();
    },
    onInput: () => setMissing(null),
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
          role={shown ? "alert" : undefined}
          className={cn("mt-1.5 flex gap-1.5 text-13", shown ? "text-broken" : "text-muted-foreground")}
        >
          {shown ? <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" /> : null}
          <span>{note}</span>
        </p>
      ) : null}
    </div>
  );
}
