"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../../../components/button.tsx";
import { Dialog, DialogFooter } from "../../../components/dialog.tsx";
import { Field } from "../../../components/field.tsx";
import { Textarea } from "../../../components/textarea.tsx";
import { useSaved } from "../../../shell/saved.ts";
import { replaceToken } from "../actions.ts";

interface Props {
  tenant: string;
  bot: { id: string; username: string };
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function ReplaceToken({ tenant, bot, open, onOpenChange }: Props) {
  const t = useTranslations("bots.replaceForm");
  const { username } = bot;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("title", { username })}
      intro={t("intro", { username })}
    >
      <TokenForm tenant={tenant} id={bot.id} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function TokenForm({ tenant, id, onDone }: { tenant: string; id: string; onDone: () => void }) {
  const t = useTranslations("bots.replaceForm");
  const saved = useSaved();
  const [token, setToken] = useState("");
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function submit(): Promise<void> {
    setPending(true);
    const answer = await replaceToken(tenant, { id, token });
    setPending(false);
    if (!answer.ok) return setError(answer.error);
    saved(t("done"), answer.value.live);
    onDone();
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Field label={t("token")} error={error}>
        <Textarea
          name="token"
          rows={2}
          required
          autoFocus
          spellCheck={false}
          autoComplete="off"
          placeholder="123456789:AA…"
          value={token}
          onChange={(event) => {
            setToken(event.target.value);
            setError(null);
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
