"use client";
// A dialog that opens; dialog.tsx loads it.
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { overlayLook } from "./surface.ts";
import { TypedContext, useClosing } from "./use-closing.ts";

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** One sentence under the title. */
  intro?: ReactNode;
  size?: "md" | "lg";
  children: ReactNode;
}

/**
 * Opened from a menu, `autoFocus` comes too early: the menu still holds the focus. Without a field: the dialog, not its "Close".
 * `data-first` marks the field to begin with where that is not the first one.
 */
function focusFirstField(event: Event): void {
  const dialog = event.currentTarget as HTMLElement;
  event.preventDefault();
  const find = (which: string) => dialog.querySelector<HTMLElement>(which);
  (find("[data-first]") ?? find("input:not([hidden]), textarea") ?? dialog).focus();
}

/** A modal dialog in the centre; on a phone at the bottom. */
export function DialogBox({ open, onOpenChange, title, intro, size = "md", children }: DialogProps) {
  const t = useTranslations("shell");
  const closing = useClosing(open, onOpenChange);
  return (
    <Radix.Root {...closing.root}>
      <Radix.Portal>
        <Radix.Overlay className={overlayLook} />
        <Radix.Content
          {...closing.focus}
          {...closing.content}
          onOpenAutoFocus={focusFirstField}
          {...(intro ? {} : { "aria-describedby": undefined })}
          className={`dialog-box shadow-float ${size === "lg" ? "md:max-w-2xl" : "md:max-w-lg"}`}
        >
          <header className="flex items-start gap-4 px-5 pt-4 pb-3 md:px-6 md:pt-5">
            <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
              <Radix.Title className="text-16">{title}</Radix.Title>
              {intro ? (
                <Radix.Description className="mt-1 text-13 text-muted-foreground">{intro}</Radix.Description>
              ) : null}
            </div>
            <Radix.Close asChild>
              <Button variant="ghost" size="icon" aria-label={t("close")} className="-mt-1 -mr-2">
                <X aria-hidden />
              </Button>
            </Radix.Close>
          </header>
          <div className="min-h-0 scroll-pb-20 overflow-y-auto">
            {/* Not padding of what scrolls: browsers disagree whether it moves what sticks to its end. */}
            <div className="px-5 pt-1 pb-5 md:px-6 md:pb-6">
              <TypedContext value={closing.tell}>{children}</TypedContext>
            </div>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
