"use client";
// Creates a bot by a tap in Telegram, where the platform's bot manages others.
import { ArrowUpRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { BotView } from "#lib/bots/list.ts";
import { Button } from "../../../components/button.tsx";
import { useSave } from "../../../saving/use-save.ts";
import { requestBot } from "../actions.ts";

interface Props {
  taps: boolean;
  tenant: string;
  /** Of the list behind: once Telegram has told of it, the new bot is among them. */
  bots: readonly BotView[];
  onAdded: (bot: { id: string; name: string; username: string }) => void;
}

export function TapCreation({ tenant, bots, onAdded }: Props) {
  const t = useTranslations("creation");
  const { save, pending } = useSave();
  const [url, setUrl] = useState<string | null>(null);
  /** The bots that were there when the link was made. */
  const [before, setBefore] = useState<ReadonlySet<string> | null>(null);
  const [isNone, setNone] = useState(false);
  const added = before && bots.find(({ id }) => !before.has(id));
  useEffect(() => {
    if (added) onAdded(added);
  }, [added, onAdded]);
  async function ask(): Promise<void> {
    const asked = await save({ request: () => requestBot(tenant, {}), refresh: false });
    if (!asked.ok) return;
    setNone(asked.value === null);
    if (!asked.value) return;
    setBefore(new Set(bots.map(({ id }) => id)));
    setUrl(asked.value.url);
  }
  if (isNone) return null;
  return (
    <section className="mb-5 rounded-lg border px-4 py-3">
      {url ? (
        <>
          <Button asChild>
            <a href={url} target="_blank" rel="noreferrer">
              {t("open")}
              <ArrowUpRight aria-hidden />
            </a>
          </Button>
          <p aria-live="polite" className="mt-2 text-13 text-muted-foreground">
            {t("waiting")}
          </p>
        </>
      ) : (
        <>
          <Button pending={pending} onClick={() => void ask()}>
            {t("tap")}
          </Button>
          <p className="mt-2 text-13 text-muted-foreground">{t("tapHelp")}</p>
        </>
      )}
    </section>
  );
}
