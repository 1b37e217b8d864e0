"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useForm } from "react-hook-form";
import type { KeyName } from "#lib/keys/names.ts";
import type { ModelEntry } from "#lib/models/order.ts";
import type { Tried } from "#lib/replay/try.ts";
import { Button } from "../../../components/button.tsx";
import { Form, SubmitButton } from "../../../components/form.tsx";
import type { Result } from "../../../result.ts";
import { useSave } from "../../../saving/use-save.ts";
import { tryOrder } from "../actions.ts";
import { type Draft, messagesOf } from "./draft.ts";
import { DraftFields } from "./draft-fields.tsx";
import { TryResult } from "./try-result.tsx";

interface Props {
  tenant: string;
  botId: string | null;
  /** As they stand in the list. */
  entries: readonly ModelEntry[];
  keys: readonly KeyName[];
  nameOf(model: string): string;
  /** Applies the order to the list. */
  onUse(entries: ModelEntry[]): void;
}

const enabled = (entries: readonly ModelEntry[]) =>
  entries.flatMap(({ model, enabled }) => (enabled ? [model] : []));

export function TryForm({ tenant, botId, entries, keys, nameOf, onUse }: Props) {
  const t = useTranslations("replay");
  const { save, pending } = useSave();
  const form = useForm<Draft>({
    defaultValues: { entries: [...entries], without: [], more: 0, madeUp: false, messages: "1000" },
  });
  const draft = form.watch();
  const reordered = enabled(draft.entries).join() !== enabled(entries).join();

  const [result, setResult] = useState<{ tried: Tried; of: string } | null>(null);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (result) place.current?.scrollIntoView({ block: "start" });
  }, [result]);
  // The result belongs to the draft that was simulated; hide it once the draft changes.
  const tried = result?.of === JSON.stringify(draft) ? result.tried : null;

  async function play(played: Draft): Promise<Result<unknown>> {
    const answer = await save({
      request: () =>
        tryOrder(tenant, {
          botId,
          models: reordered ? enabled(played.entries) : null,
          without: played.without,
          more: played.more,
          messages: messagesOf(played),
        }),
      question: true,
      quiet: true,
      refresh: false,
    });
    if (answer.ok) setResult({ tried: answer.value, of: JSON.stringify(played) });
    return answer;
  }

  return (
    <>
      <Form
        form={form}
        draft={{ name: `try:${botId ?? ""}`, fields: ["without", "more", "madeUp", "messages"] }}
        onSubmit={play}
        footer={
          <>
            <SubmitButton className="w-full">{t("run")}</SubmitButton>
            <p role="status" className="sr-only">
              {pending ? t("running") : null}
            </p>
          </>
        }
      >
        <DraftFields keys={keys} nameOf={nameOf} />
      </Form>
      <div ref={place} className="scroll-mt-4">
        {tried ? (
          <TryResult
            tried={tried}
            madeUp={draft.madeUp}
            nameOf={nameOf}
            use={
              reordered ? (
                <Button variant="secondary" className="w-full" onClick={() => onUse(draft.entries)}>
                  {t("use")}
                </Button>
              ) : null
            }
          />
        ) : null}
      </div>
    </>
  );
}
