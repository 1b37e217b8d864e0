"use client";
import { useTranslations } from "next-intl";
import { Field } from "../../../components/field.tsx";
import { Input } from "../../../components/input.tsx";

const USUAL_DAY = 1000;

/** Which messages are played: those of the last 24 hours (null), or so many of a made-up day. */
export function SourceField(props: { messages: number | null; onChange(messages: number | null): void }) {
  const t = useTranslations("replay");
  const { messages, onChange } = props;
  return (
    <fieldset className="mb-5">
      <legend className="mb-1.5 font-medium text-13">{t("source.label")}</legend>
      <div className="flex rounded-md border p-0.5 dark:border-strong">
        {(["recorded", "madeUp"] as const).map((source) => (
          <label
            key={source}
            className="flex h-8 flex-1 cursor-pointer items-center justify-center rounded-sm px-3 font-medium text-13 text-muted-foreground transition-colors duration-100 has-checked:bg-muted has-checked:text-foreground has-focus-visible:outline-2 has-focus-visible:outline-primary max-md:h-10"
          >
            <input
              type="radio"
              name="source"
              className="sr-only"
              checked={(source === "madeUp") === (messages !== null)}
              onChange={() => onChange(source === "madeUp" ? USUAL_DAY : null)}
            />
            {t(`source.${source}`)}
          </label>
        ))}
      </div>
      {messages === null ? null : (
        <Field label={t("messages")} className="mt-4 mb-0">
          <Input
            type="number"
            required
            min={1}
            max={20_000}
            value={messages || ""}
            onChange={({ target }) => onChange(Math.trunc(Number(target.value)) || 0)}
          />
        </Field>
      )}
    </fieldset>
  );
}
