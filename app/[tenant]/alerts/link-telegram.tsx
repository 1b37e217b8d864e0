"use client";
// The one step to be told: a link that ties the person's Telegram account, opened in Telegram.
import { Send } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { OwnWays } from "#lib/alerts/list.ts";
import { Button } from "../../components/button.tsx";
import { Select } from "../../components/select.tsx";
import { useSave } from "../../saving/use-save.ts";
import { RefreshOn } from "../../shell/refresh-on.tsx";
import { linkTelegram } from "./actions.ts";

/** Radix' Select has no empty value. */
const PLATFORM = "platform";

interface Props {
  tenant: string;
  ways: OwnWays;
  /** Whether the person may add the bot that is needed first. */
  addsBots: boolean;
}

export function LinkTelegram({ tenant, ways, addsBots }: Props) {
  const t = useTranslations("alerts.ways");
  const [url, setUrl] = useState<string | null>(null);
  if (ways.bots.length === 0)
    return addsBots ? (
      <Button asChild>
        <Link href={`/${tenant}/start`}>{t("addBot")}</Link>
      </Button>
    ) : null;
  if (!url) return <LinkForm tenant={tenant} ways={ways} onLink={setUrl} />;
  return (
    <div>
      <Button asChild>
        <a href={url} target="_blank" rel="noreferrer">
          <Send aria-hidden />
          {t("openTelegram")}
        </a>
      </Button>
      <p className="mt-2 max-w-sm text-13 text-muted-foreground">{t("waiting")}</p>
      <RefreshOn everyMs={2_000} />
    </div>
  );
}

interface LinkProps extends Pick<Props, "tenant" | "ways"> {
  onLink: (url: string) => void;
}

function LinkForm({ tenant, ways, onLink }: LinkProps) {
  const t = useTranslations("alerts.ways");
  const { save, pending } = useSave();
  const [first] = ways.bots;
  const [chosen, setChosen] = useState(first?.id ?? PLATFORM);
  async function link(): Promise<void> {
    const bot = chosen === PLATFORM ? null : chosen;
    const made = await save({ request: () => linkTelegram(tenant, { bot }), refresh: false });
    if (made.ok) onLink(made.value.url);
  }
  return (
    <div className="flex flex-wrap items-center justify-center gap-2">
      {ways.bots.length > 1 ? (
        <Select
          aria-label={t("via")}
          value={chosen}
          onValueChange={setChosen}
          options={ways.bots.map(({ id, username }) => ({
            value: id ?? PLATFORM,
            label: id ? `@${username}` : t("platformBot", { bot: username }),
          }))}
          className="w-56 max-w-full"
        />
      ) : null}
      <Button pending={pending} onClick={() => void link()}>
        <Send aria-hidden />
        {t(ways.telegram ? "linkAgain" : "link")}
      </Button>
    </div>
  );
}
