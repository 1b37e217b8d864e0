"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { Role } from "#generated/enums.ts";
import type { ShownExchange } from "#lib/page-chat/saying.ts";
import type { StartProgress, StartStep } from "#lib/start/start.ts";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { BotChat } from "../chat/bot-chat.tsx";
import { BotStep } from "./bot-step.tsx";
import { KeyStep } from "./key-step.tsx";
import { StepFrame, type StepState } from "./step-frame.tsx";
import { SwitchOn } from "./switch-on.tsx";
import { type TelegramPlace, TelegramStep } from "./telegram-step.tsx";

interface Props {
  tenant: string;
  /** Whoever is led. */
  person: { name: string; role: Role };
  start: StartProgress;
  earlier: readonly ShownExchange[];
  telegram: TelegramPlace | null;
}

const order: readonly StartStep[] = ["bot", "key", "chat", "telegram"];

export function StartSteps({ tenant, person, start, earlier, telegram }: Props) {
  const t = useTranslations("start");
  const { step, bot, keys, refused } = start;
  const at = step === null ? order.length : order.indexOf(step);
  const stateOf = (name: StartStep): StepState => {
    const place = order.indexOf(name);
    if (place < at) return "done";
    return place === at ? "now" : "later";
  };
  const frame = (name: StartStep, ready: string, children: ReactNode, open = stateOf(name) === "now") => (
    <StepFrame
      number={order.indexOf(name) + 1}
      total={order.length}
      title={t(`${name}.title`)}
      ready={ready}
      state={stateOf(name)}
      open={open}
    >
      {children}
    </StepFrame>
  );
  // Once open, the chat stays: what it says of a key that broke meanwhile is not taken away.
  const [isReachable, setReachable] = useState(bot !== null && keys > 0);
  if (!isReachable && bot !== null && keys > 0) setReachable(true);
  return (
    <>
      <ol className="grid">
        {frame(
          "bot",
          bot ? t("bot.ready", { name: bot.name, username: bot.username }) : "",
          <BotStep tenant={tenant} />,
        )}
        {frame("key", t("key.ready", { count: keys }), <KeyStep tenant={tenant} refused={refused} />)}
        {frame(
          "chat",
          t("chat.ready"),
          bot ? (
            <>
              <p className="mb-3 text-muted-foreground">{t("chat.intro")}</p>
              {bot.enabled ? (
                <BotChat
                  tenant={tenant}
                  bot={{ id: bot.id, name: bot.name, role: person.role }}
                  person={person.name}
                  earlier={earlier}
                />
              ) : (
                <SwitchOn tenant={tenant} bot={bot} />
              )}
            </>
          ) : null,
          isReachable,
        )}
        {frame(
          "telegram",
          t("telegram.ready"),
          telegram && bot ? <TelegramStep place={telegram} arrived={bot.lastMessageAt !== null} /> : null,
          isReachable && at >= order.indexOf("telegram"),
        )}
      </ol>
      {step === null && bot ? (
        <Notice
          tone="works"
          className="mt-6"
          title={t("finish.title")}
          action={
            <Button asChild>
              <Link href={`/${tenant}/bots/${bot.id}`}>{t("finish.prompt")}</Link>
            </Button>
          }
        >
          {t("finish.body")}
        </Notice>
      ) : null}
    </>
  );
}
