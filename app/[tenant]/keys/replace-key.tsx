"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { KeyView } from "#lib/keys/list.ts";
import { secretsIn } from "#lib/keys/paste.ts";
import { Button } from "../../components/button.tsx";
import { useClassWords } from "../../components/class-words.ts";
import { Dialog, DialogFooter } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { useAttempt } from "../../components/use-attempt.ts";
import { useSaved } from "../../shell/saved.ts";
import { replaceKey } from "./actions.ts";

interface Props {
  tenant: string;
  /** null: closed. */
  view: KeyView | null;
  onClose: () => void;
}

/** A new secret in the place of the old one; what Google refuses is said under the field, and nothing changes. */
export function ReplaceKey({ tenant, view, onClose }: Props) {
  const t = useTranslations("keys.replaceForm");
  const paste = useTranslations("keys.paste");
  const words = useClassWords();
  const saved = useSaved();
  const attempt = useAttempt();
  const [error, setError] = useState<string | null>(null);
  const [pending, setPending] = useState(false);

  async function submit(id: string, label: string, text: string): Promise<void> {
    const [secret, another] = secretsIn(text);
    if (!secret || another) return setError(t(another ? "many" : "none"));
    setPending(true);
    const answer = await attempt(() => replaceKey(tenant, { id, secret }));
    setPending(false);
    if (!answer.ok) return setError(answer.error);
    const result = answer.value;
    if (result.kind === "duplicate") return setError(paste("duplicate", { label: result.label }));
    if (result.kind === "refused") {
      const google = result.reason ? ` ${paste("googleSaid", { reason: result.reason })}` : "";
      const why = result.oldKind
        ? paste("refused", { reason: paste("oldKind") })
        : `${words.name(result.class)}.`;
      return setError(`${why}${google}`);
    }
    saved(t("replaced", { label }), result.live);
    close();
  }

  function close(): void {
    setError(null);
    onClose();
  }

  return (
    <Dialog
      open={view !== null}
      onOpenChange={(open) => !open && close()}
      title={t("title", { label: view?.label ?? "" })}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const text = String(new FormData(event.currentTarget).get("secret") ?? "");
          if (view) void submit(view.id, view.label, text);
        }}
      >
        <Field label={t("label")} help={t("help")} error={error}>
          <Input
            name="secret"
            autoFocus
            required
            spellCheck={false}
            autoComplete="off"
            className="font-mono"
            onChange={() => setError(null)}
          />
        </Field>
        <DialogFooter>
          <Button type="submit" pending={pending}>
            {t("submit")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
