"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Role } from "#generated/enums.ts";
import type { Need } from "#lib/bots/needs.ts";
import { can } from "#lib/people/can.ts";
import { Button } from "../components/button.tsx";
import { useClassWords } from "../components/class-words.ts";
import { Notice } from "../components/notice.tsx";
import { BotComesBack, RemedyButton, useRemedy } from "./bots/bot-state.tsx";

type BotsNeed = Extract<Need, { kind: "bots" }>;
interface Place {
  tenant: string;
  role: Role;
}

const NAMED = 3;

/** Bots that cannot answer for one cause: which, why, and the button that mends it. */
function BotsNotice({ tenant, role, need, className }: Place & { need: BotsNeed; className?: string }) {
  const t = useTranslations("overview");
  const state = useTranslations("bots.state");
  const { condition, bots } = need;
  const remedy = useRemedy(condition);
  const [first] = bots;
  if (!first) return null;
  const names = bots.slice(0, NAMED).map(({ name }) => name);
  const all =
    bots.length > NAMED
      ? t("andMore", { names: names.join(", "), count: bots.length - NAMED })
      : names.join(", ");
  const cause = state("reason" in condition ? condition.reason : condition.kind);
  return (
    <Notice
      tone={condition.kind === "broken" ? "broken" : "waiting"}
      title={t("cannotAnswer", { names: all, count: bots.length, cause })}
      action={<RemedyButton tenant={tenant} role={role} bot={{ id: first.id, condition }} />}
      {...(className ? { className } : {})}
    >
      {remedy} <BotComesBack condition={condition} />
    </Notice>
  );
}

/** Pages that say it themselves: the overview, the first steps, the bots', an answer's. */
const saysItself = (tenant: string, path: string) =>
  path === `/${tenant}` ||
  path === `/${tenant}/start` ||
  path.startsWith(`/${tenant}/bots`) ||
  path.startsWith(`/${tenant}/answers/`);

/** Above the pages: that a bot cannot answer. */
export function TroubleBanner({ tenant, role, needs }: Place & { needs: BotsNeed[] }) {
  const t = useTranslations("overview");
  const path = usePathname();
  const [worst, ...others] = needs;
  if (!worst || saysItself(tenant, path)) return null;
  return (
    <div className="mb-6">
      <BotsNotice tenant={tenant} role={role} need={worst} className="mb-0" />
      {others.length > 0 ? (
        <Link
          href={`/${tenant}`}
          className="mt-2 inline-block text-13 text-muted-foreground underline underline-offset-4 hover:text-foreground"
        >
          {t("moreNeeds", { count: others.length })}
        </Link>
      ) : null}
    </div>
  );
}

/** One thing that needs somebody. */
export function NeedNotice({ tenant, role, need }: Place & { need: Need }) {
  if (need.kind === "bots") return <BotsNotice tenant={tenant} role={role} need={need} />;
  return need.kind === "key" ? (
    <KeyNotice tenant={tenant} need={need} />
  ) : (
    <ModelsNotice tenant={tenant} role={role} need={need} />
  );
}

function KeyNotice({ tenant, need }: { tenant: string; need: Extract<Need, { kind: "key" }> }) {
  const t = useTranslations("bots.action");
  const words = useClassWords();
  return (
    <Notice
      tone="broken"
      title={words.headline(need.class, need)}
      action={<Way href={`/${tenant}/keys#key=${need.id}`}>{t("openKeys")}</Way>}
    >
      {words.remedy(need.class)}
    </Notice>
  );
}

function ModelsNotice({ tenant, role, need }: Place & { need: Extract<Need, { kind: "models" }> }) {
  const t = useTranslations("overview");
  const action = useTranslations("bots.action");
  return (
    <Notice
      tone="waiting"
      title={t("retired", { count: need.models.length })}
      action={can(role, "manageModels") ? <Way href={`/${tenant}/models`}>{action("openModels")}</Way> : null}
    >
      <span className="font-mono text-12">{need.models.join(", ")}</span>
    </Notice>
  );
}

function Way({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Button asChild size="sm" variant="secondary">
      <Link href={href}>{children}</Link>
    </Button>
  );
}
