"use client";
// The question before what cannot be undone; confirm-dialog.tsx loads it.
import { useTranslations } from "next-intl";
import { AlertDialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import type { Result } from "../result.ts";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";
import { overlayLook } from "./surface.ts";
import { useClosing } from "./use-closing.ts";

export interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The question, with the name of what is lost. */
  title: ReactNode;
  /** What will be lost. */
  body: ReactNode;
  /** Label of the confirming button. */
  confirm: string;
  /** Never rejects. The dialog closes once it is through; a failure is said in it, and can be tried again. */
  onConfirm: () => Promise<Result<unknown>>;
  /** Red: cannot be undone. */
  destructive?: boolean;
}

export function ConfirmBox({
  open,
  onOpenChange,
  title,
  body,
  confirm,
  onConfirm,
  destructive = false,
}: ConfirmProps) {
  const t = useTranslations("shell");
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<string | null>(null);
  function change(next: boolean): void {
    if (pending) return;
    setError(null);
    onOpenChange(next);
  }
  const closing = useClosing(open, change);
  async function act(): Promise<void> {
    setPending(true);
    const answer = await onConfirm();
    setPending(false);
    setError(answer.ok ? null : answer.error);
    if (answer.ok) onOpenChange(false);
  }
  return (
    <AlertDialog.Root {...closing.root}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={overlayLook} />
        <AlertDialog.Content
          {...closing.focus}
          className="slide-up md:appear fixed inset-x-0 bottom-0 z-50 max-h-[92dvh] overflow-y-auto rounded-t-lg bg-raised p-5 shadow-float outline-none md:inset-auto md:top-[18vh] md:max-h-[76vh] md:left-1/2 md:w-full md:max-w-md md:-translate-x-1/2 md:rounded-lg md:p-6"
        >
          <AlertDialog.Title className="text-16">{title}</AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="mt-2 text-14 text-muted-foreground">{body}</div>
          </AlertDialog.Description>
          {error ? (
            <Notice tone="broken" className="mt-4 mb-0">
              {error}
            </Notice>
          ) : null}
          <div className="mt-6 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button variant="secondary" disabled={pending}>
                {t("cancel")}
              </Button>
            </AlertDialog.Cancel>
            <Button variant={destructive ? "danger" : "primary"} pending={pending} onClick={() => void act()}>
              {confirm}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
