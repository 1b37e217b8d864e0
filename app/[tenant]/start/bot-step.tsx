"use client";
import { useTranslations } from "next-intl";
import { useElsewhere } from "../../shell/elsewhere.tsx";
import { addBot } from "../bots/actions.ts";
import { TokenForm } from "../bots/token-form.tsx";
import { BotFatherPicture } from "./bot-father-picture.tsx";
import { HowTo } from "./how-to.tsx";

/** Where a token comes from, and the field for it: Telegram is asked at once. */
export function BotStep({ tenant }: { tenant: string }) {
  const t = useTranslations("start.bot");
  const demo = useTranslations("start.demo");
  const elsewhere = useElsewhere();
  return (
    <>
      <HowTo
        intro={t("how")}
        ways={[t("ways.open"), t("ways.newbot"), t("ways.copy")]}
        link={{ href: elsewhere.token, name: elsewhere.isDemo ? demo("token") : t("open") }}
        picture={<BotFatherPicture label={t("picture")} />}
      />
      <TokenForm
        label={t("token")}
        help={t("help")}
        rows={2}
        submit={t("submit")}
        request={(token) => addBot(tenant, { token })}
        done={() => null}
        onSaved={() => undefined}
        inPage
      />
    </>
  );
}
