"use client";
// Links the person's Telegram account by one tap, and shows when that has happened.
import { Send } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { OwnWays } from "#lib/alerts/list.ts";
import { Button } from "../../components/button.tsx";
import { Select } from "../../components/select.tsx";
import { State } from "../../components/state.tsx";
import { useSave } from "../../saving/use-save.ts";
import { KeepFresh } from "../../shell/keep-fresh.tsx";
import { linkTelegram, unlinkTelegram } from "./actions.ts";
import { TestButton } from "./test-button.tsx";

/** Radix' Select has no empty value. */
const PLATFORM = "platform";

export function TelegramWay({ tenant, ways }: { tenant: string; ways: OwnWays }) {
  const t = useTranslations("alerts.ways");
  const { save, pending } = useSave();
  const [url, setUrl] = useState<string | null>(null);
  const { telegram } = ways;
  const linked = telegram?.enabled === true;
  useEffect(() => {
    if (linked) setUrl(null);
  }, [linked]);
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-3 py-3">
      <div className="min-w-64 flex-1">
        <p className="flex flex-wrap items-center gap-x-3 font-medium text-13">
          {t("telegram")}
          {linked ? (
            <State kind="works">{t("telegramLinked", { name: telegram.name, bot: telegram.bot })}</State>
          ) : null}
        </p>
        {linked ? null : (
          <p className="text-13 text-muted-foreground">
            {url
              ? t("waiting")
              : telegram
                ? t("telegramStopped")
                : t(ways.bots.length > 0 ? "telegramNone" : "noBot")}
          </p>
        )}
      </div>
      {linked ? (
        <div className="flex flex-wrap gap-2">
          <TestButton tenant={tenant} channel="telegram" />
          <Button
            variant="secondary"
            size="sm"
            pending={pending}
            onClick={() =>
              void save({ request: () => unlinkTelegram(tenant, {}), done: () => t("unlinked") })
            }
          >
            {t("unlink")}
          </Button>
        </div>
      ) : url ? (
        <>
          <Button asChild>
            <a href={url} target="_blank" rel="noreferrer">
              <Send aria-hidden />
              {t("openTelegram")}
            </a>
          </Button>
          <KeepFresh everyMs={2_000} />
        </>
      ) : (
        <LinkForm tenant={tenant} ways={ways} again={telegram !== null} onLink={setUrl} />
      )}
    </li>
  );
}

interface LinkProps {
  tenant: string;
  ways: OwnWays;
  again: boolean;
  onLink: (url: string) => void;
}

function LinkForm({ tenant, ways, again, onLink }: LinkProps) {
  const t = useTranslations("alerts.ways");
  const { save, pending } = useSave();
  const [first] = ways.bots;
  const [chosen, setChosen] = useState(first ? (first.id ?? PLATFORM) : PLATFORM);
  if (!first) return null;
  async function link(): Promise<void> {
    const bot = chosen === PLATFORM ? null : chosen;
    const made = await save({ request: () => linkTelegram(tenant, { bot }), refresh: false });
    if (made.ok) onLink(made.value.url);
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      {ways.bots.length > 1 ? (
        <Select
          aria-label={t("via")}
          value={chosen}
          onValueChange={setChosen}
          options={ways.bots.map(({ id, username }) => ({
            value: id ?? PLATFORM,
            label: id ? `@${username}` : t("platformBot", { bot: username }),
          }))}
          className="max-w-56"
        />
      ) : null}
      <Button pending={pending} onClick={() => void link()}>
        <Send aria-hidden />
        {t(again ? "linkAgain" : "link")}
      </Button>
    </div>
  );
}
