"use client";
import { useTranslations } from "next-intl";
import { AlertDialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { overlayLook } from "./dialog.tsx";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The question, with the name of what is lost. */
  title: ReactNode;
  /** What will be lost. */
  body: ReactNode;
  /** The word on the button that does it. */
  confirm: string;
  /** The dialog closes when it is through. */
  onConfirm: () => Promise<unknown>;
  /** Red: what is lost stays lost. */
  destructive?: boolean;
}

export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  body,
  confirm,
  onConfirm,
  destructive = false,
}: Props) {
  const t = useTranslations("shell");
  const [pending, setPending] = useState(false);
  async function act(): Promise<void> {
    setPending(true);
    try {
      await onConfirm();
      onOpenChange(false);
    } finally {
      setPending(false);
    }
  }
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => pending || onOpenChange(next)}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={overlayLook} />
        <AlertDialog.Content className="slide-up md:appear fixed inset-x-0 bottom-0 z-50 rounded-t-lg bg-raised p-5 shadow-float outline-none md:inset-auto md:top-[18vh] md:left-1/2 md:w-full md:max-w-md md:-translate-x-1/2 md:rounded-lg md:p-6">
          <AlertDialog.Title className="text-16">{title}</AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="mt-2 text-14 text-muted-foreground">{body}</div>
          </AlertDialog.Description>
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
