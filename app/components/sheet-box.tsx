"use client";
// A sheet that opens; sheet.tsx loads it.
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { overlayLook } from "./surface.ts";
import { TypedContext, useClosing } from "./use-closing.ts";

export interface SheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  children: ReactNode;
}

/** A panel at the side, for looking closer without leaving the list; on a phone from below. */
export function SheetBox({ open, onOpenChange, title, children }: SheetProps) {
  const t = useTranslations("shell");
  const closing = useClosing(open, onOpenChange);
  return (
    <Radix.Root {...closing.root}>
      <Radix.Portal>
        <Radix.Overlay className={overlayLook} />
        <Radix.Content
          {...closing.focus}
          {...closing.content}
          aria-describedby={undefined}
          className="slide-up md:slide-in fixed inset-x-0 bottom-0 z-50 flex max-h-[88dvh] flex-col rounded-t-lg bg-raised shadow-float outline-none md:inset-y-2 md:right-2 md:left-auto md:max-h-none md:w-[28rem] md:rounded-lg"
        >
          <header className="flex items-center gap-4 border-b px-5 py-3">
            <Radix.Title className="min-w-0 flex-1 truncate text-14">{title}</Radix.Title>
            <Radix.Close asChild>
              <Button variant="ghost" size="icon" aria-label={t("close")} className="-mr-2">
                <X aria-hidden />
              </Button>
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto p-5 pb-[max(1.25rem,env(safe-area-inset-bottom))]">
            <TypedContext value={closing.tell}>{children}</TypedContext>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
