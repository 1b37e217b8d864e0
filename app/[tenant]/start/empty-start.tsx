import type { LucideIcon } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import type { Context } from "#lib/context.ts";
import { can } from "#lib/people/can.ts";
import { readStart } from "#lib/start/start.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { Notice } from "../../components/notice.tsx";

interface Place {
  tenant: string;
  context: Context;
}

/** The step before the first answer that is not done; null: all are, or this member cannot do them. */
async function stepOf({ context }: Place): Promise<"bot" | "key" | "chat" | null> {
  if (!can(context.role, "manageBots")) return null;
  const { step } = await readStart(context, null);
  return step === "telegram" ? null : step;
}

async function ToStart({ tenant, step }: { tenant: string; step: "bot" | "chat" }) {
  const t = await getTranslations("start.next");
  return (
    <Button asChild>
      <Link href={`/${tenant}/start`} prefetch={false}>
        {t(step)}
      </Link>
    </Button>
  );
}

interface EmptyProps extends Place {
  icon: LucideIcon;
  title: string;
  /** What stands there once a bot has answered. */
  action?: ReactNode;
  children: ReactNode;
}

/** An empty page: leads to the next step, as long as no bot has answered. For the key, the banner above has the button. */
export async function EmptyStart(props: EmptyProps) {
  const { tenant, icon, title, action, children } = props;
  const [step, t] = await Promise.all([stepOf(props), getTranslations("start.next")]);
  return (
    <EmptyState
      icon={icon}
      title={title}
      action={step === null ? action : step === "key" ? null : <ToStart tenant={tenant} step={step} />}
    >
      {step ? t(`${step}Body`) : children}
    </EmptyState>
  );
}

/** The same above a page that is not empty, while there is no bot. */
export async function StartNotice(props: Place) {
  const [step, t] = await Promise.all([stepOf(props), getTranslations("start.next")]);
  if (step !== "bot") return null;
  return <Notice action={<ToStart tenant={props.tenant} step={step} />}>{t("botBody")}</Notice>;
}
