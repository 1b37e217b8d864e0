"use client";
// "What would have happened?": another order or set of keys on the same messages, before anything is saved.
import { FlaskConical } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { toast } from "sonner";
import type { KeyName } from "#lib/keys/names.ts";
import type { ModelEntry } from "#lib/models/order.ts";
import type { Tried } from "#lib/replay/try.ts";
import { Button } from "../../../components/button.tsx";
import { Sheet } from "../../../components/sheet.tsx";
import { useAttempt } from "../../../components/use-attempt.ts";
import { tryOrder } from "../actions.ts";
import { type Draft, DraftFields } from "./draft-fields.tsx";
import { TryResult } from "./try-result.tsx";

interface Props {
  tenant: string;
  botId: string | null;
  entries: readonly ModelEntry[];
  keys: readonly KeyName[];
  nameOf(model: string): string;
  /** Takes the order over into the list. */
  onUse(entries: ModelEntry[]): void;
}

const enabled = (entries: readonly ModelEntry[]) =>
  entries.flatMap(({ model, enabled }) => (enabled ? [model] : []));

export function TrySheet({ tenant, botId, entries, keys, nameOf, onUse }: Props) {
  const t = useTranslations("replay");
  const attempt = useAttempt();
  const start = (): Draft => ({ entries: [...entries], without: [], more: 0, messages: null });
  const [draft, setDraft] = useState<Draft | null>(null);
  const [tried, setTried] = useState<Tried | null>(null);
  const [running, setRunning] = useState(false);
  const result = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (tried) result.current?.scrollIntoView({ block: "start" });
  }, [tried]);
  const reordered = draft !== null && enabled(draft.entries).join() !== enabled(entries).join();

  function open(): void {
    setDraft(start());
    setTried(null);
  }

  async function run({ entries: wanted, without, more, messages }: Draft): Promise<void> {
    setRunning(true);
    const models = reordered ? enabled(wanted) : null;
    const answer = await attempt(() =>
      tryOrder(tenant, { botId, models, without: [...without], more, messages }),
    );
    setRunning(false);
    if (!answer.ok) return void toast.error(answer.error);
    setTried(answer.value);
  }

  return (
    <>
      <Button variant="secondary" onClick={open}>
        <FlaskConical aria-hidden />
        <span className="max-md:sr-only">{t("open")}</span>
      </Button>
      <Sheet open={draft !== null} onOpenChange={(now) => now || setDraft(null)} title={t("title")}>
        {draft ? (
          <>
            <p className="mb-5 text-13 text-muted-foreground">{t("intro")}</p>
            <form
              onSubmit={(event) => {
                event.preventDefault();
                void run(draft);
              }}
            >
              <DraftFields
                draft={draft}
                keys={keys}
                nameOf={nameOf}
                onChange={(changes) => {
                  setDraft({ ...draft, ...changes });
                  setTried(null);
                }}
              />
              <Button type="submit" pending={running} className="w-full">
                {t("run")}
              </Button>
              <p role="status" className="sr-only">
                {running ? t("running") : null}
              </p>
            </form>
            <div ref={result} className="scroll-mt-4">
              {tried ? (
                <TryResult
                  tried={tried}
                  madeUp={draft.messages !== null}
                  nameOf={nameOf}
                  use={
                    reordered ? (
                      <Button
                        variant="secondary"
                        className="w-full"
                        onClick={() => {
                          onUse(draft.entries);
                          setDraft(null);
                        }}
                      >
                        {t("use")}
                      </Button>
                    ) : null
                  }
                />
              ) : null}
            </div>
          </>
        ) : null}
      </Sheet>
    </>
  );
}
