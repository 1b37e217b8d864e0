"use client";
import { ArrowUpRight, CircleCheck } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Failure } from "../../../action.ts";
import { Button } from "../../../components/button.tsx";
import { Copy } from "../../../components/copy.tsx";
import { Dialog, DialogFooter } from "../../../components/dialog.tsx";
import { Field } from "../../../components/field.tsx";
import { Textarea } from "../../../components/textarea.tsx";
import { useSaved } from "../../../shell/saved.ts";
import { addBot } from "../actions.ts";

interface Added {
  id: string;
  name: string;
  username: string;
}

interface Props {
  tenant: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** A token is pasted, Telegram says whose it is, and the bot runs. */
export function AddBot({ tenant, open, onOpenChange }: Props) {
  const t = useTranslations("bots.addForm");
  const [added, setAdded] = useState<Added | null>(null);
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        onOpenChange(next);
        if (!next) setAdded(null);
      }}
      title={added ? t("done", { name: added.name }) : t("title")}
      intro={added ? t("doneBody") : t("intro")}
    >
      {added ? (
        <Done tenant={tenant} bot={added} again={() => setAdded(null)} />
      ) : (
        <TokenForm tenant={tenant} onAdded={setAdded} />
      )}
    </Dialog>
  );
}

function TokenForm({ tenant, onAdded }: { tenant: string; onAdded: (bot: Added) => void }) {
  const t = useTranslations("bots.addForm");
  const saved = useSaved();
  const [token, setToken] = useState("");
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  async function submit(): Promise<void> {
    setPending(true);
    const answer = await addBot(tenant, { token });
    setPending(false);
    if (!answer.ok) return setFailure(answer);
    const { live, ...bot } = answer.value;
    saved(t("done", { name: bot.name }), live);
    onAdded(bot);
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Field
        label={t("token")}
        help={t("help")}
        error={failure?.error}
        aside={
          <a
            href="https://t.me/BotFather"
            target="_blank"
            rel="noreferrer"
            className="inline-flex items-center gap-0.5 hover:text-foreground"
          >
            {t("botFather")}
            <ArrowUpRight aria-hidden className="size-3.5" />
          </a>
        }
      >
        <Textarea
          name="token"
          rows={3}
          required
          autoFocus
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          placeholder={t("placeholder")}
          value={token}
          onChange={(event) => {
            setToken(event.target.value);
            setFailure(null);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey) return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
          className="break-all font-mono text-13 max-md:text-16"
        />
      </Field>
      <DialogFooter>
        <Button type="submit" pending={pending} disabled={!token.trim()}>
          {t("submit")}
        </Button>
      </DialogFooter>
    </form>
  );
}

function Done({ tenant, bot, again }: { tenant: string; bot: Added; again: () => void }) {
  const t = useTranslations("bots.addForm");
  const link = `t.me/${bot.username}`;
  return (
    <>
      <div className="flex items-center gap-3 rounded-lg border px-4 py-3">
        <CircleCheck aria-hidden className="size-5 shrink-0 text-works" />
        <a
          href={`https://${link}`}
          target="_blank"
          rel="noreferrer"
          className="min-w-0 flex-1 truncate font-medium underline-offset-4 hover:underline"
        >
          {link}
        </a>
        <Copy text={`https://${link}`} label={t("openChat", { link })} />
      </div>
      <DialogFooter>
        <Button variant="secondary" onClick={again}>
          {t("another")}
        </Button>
        <Button asChild>
          <Link href={`/${tenant}/bots/${bot.id}`}>{t("toPrompt")}</Link>
        </Button>
      </DialogFooter>
    </>
  );
}
