"use client";
import { ArrowUpRight, CircleCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { Role } from "#generated/enums.ts";
import type { BotView } from "#lib/bots/list.ts";
import { can } from "#lib/people/can.ts";
import { Button } from "../../../components/button.tsx";
import { Copy } from "../../../components/copy.tsx";
import { Dialog, DialogFooter } from "../../../components/dialog.tsx";
import { onDemand } from "../../../on-demand.tsx";
import { useElsewhere } from "../../../shell/elsewhere.tsx";
import { addBot } from "../actions.ts";
import { useRemedy } from "../bot-state.tsx";
import { FileInput } from "../file-input.tsx";
import { TokenForm } from "../token-form.tsx";

const TapCreation = onDemand(
  () => import("./tap-creation.tsx").then((module) => module.TapCreation),
  ({ taps }) => taps,
);

const NO_FILE: Promise<string | null> = Promise.resolve(null);

interface Added {
  id: string;
  name: string;
  username: string;
}

interface Props {
  tenant: string;
  /** Of the list behind: once it is refreshed, the new bot is among them. */
  bots: readonly BotView[];
  role: Role;
  /** Whether Telegram may create bots by a tap. */
  taps: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Adds a bot by its token: Telegram names the bot, and it starts. */
export function AddBot({ tenant, bots, role, taps, open, onOpenChange }: Props) {
  const t = useTranslations("bots.addForm");
  const [added, setAdded] = useState<Added | null>(null);
  /** It may still be read when somebody goes on. */
  const file = useRef(NO_FILE);
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        onOpenChange(next);
        if (!next) {
          setAdded(null);
          file.current = NO_FILE;
        }
      }}
      title={added ? t("done", { name: added.name }) : t("title")}
      intro={added ? null : t("intro")}
    >
      {added ? (
        <Done
          tenant={tenant}
          bot={added}
          view={bots.find(({ id }) => id === added.id) ?? null}
          role={role}
          again={() => {
            setAdded(null);
            file.current = NO_FILE;
          }}
        />
      ) : (
        <>
          <TapCreation taps={taps} tenant={tenant} bots={bots} onAdded={setAdded} />
          <TokenForm
            label={t("token")}
            help={t("help")}
            aside={<BotFather />}
            rows={3}
            submit={t("submit")}
            request={async (token) => addBot(tenant, { token, file: await file.current })}
            done={({ name, live }) => ({ message: t("done", { name }), live })}
            onSaved={setAdded}
          >
            <FileInput
              label={t("file")}
              onFile={(text) => {
                file.current = text;
              }}
            />
          </TokenForm>
        </>
      )}
    </Dialog>
  );
}

function BotFather() {
  const t = useTranslations("bots.addForm");
  const demo = useTranslations("start.demo");
  const { token, isDemo } = useElsewhere();
  return (
    <a
      href={token}
      target="_blank"
      rel="noreferrer"
      className="inline-flex items-center gap-0.5 pointer-coarse:py-2.5 hover:text-foreground"
    >
      {isDemo ? demo("token") : t("botFather")}
      <ArrowUpRight aria-hidden className="size-3.5" />
    </a>
  );
}

interface DoneProps {
  tenant: string;
  bot: Added;
  /** Null until the list behind has it. */
  view: BotView | null;
  role: Role;
  again: () => void;
}

/** It can be written to, or says first what it needs. */
function Done({ tenant, bot, view, role, again }: DoneProps) {
  const t = useTranslations("bots.addForm");
  const next = useTranslations("start.next");
  const address = useElsewhere().chat(bot.username);
  const link = address.replace(/^https?:\/\//, "");
  const condition = view?.condition ?? null;
  const isKeyless = condition?.kind === "broken" && "keyId" in condition && can(role, "manageKeys");
  const remedy = useRemedy(condition ?? { kind: "works" });
  return (
    <>
      {condition ? (
        <p className="mb-4 text-13 text-muted-foreground">
          {condition.kind === "broken" ? remedy : t("doneBody")}
        </p>
      ) : null}
      {condition?.kind === "broken" ? null : (
        <div className="flex items-center gap-3 rounded-lg border px-4 py-3">
          <CircleCheck aria-hidden className="size-5 shrink-0 text-works" />
          <a
            href={address}
            target="_blank"
            rel="noreferrer"
            className="min-w-0 flex-1 truncate font-medium underline-offset-4 hover:underline"
          >
            {link}
          </a>
          <Copy text={address} label={t("openChat", { link })} />
        </div>
      )}
      <DialogFooter>
        <Button variant="secondary" onClick={again}>
          {t("another")}
        </Button>
        <Button asChild>
          {isKeyless ? (
            <Link href={`/${tenant}/start?bot=${bot.id}`}>{next("key")}</Link>
          ) : (
            <Link href={`/${tenant}/bots/${bot.id}`}>{t("toPrompt")}</Link>
          )}
        </Button>
      </DialogFooter>
    </>
  );
}
