"use client";
// The command palette itself. It finds in three languages, whichever the page speaks.
import { Command } from "cmdk";
import { useTranslations } from "next-intl";
import { Dialog } from "radix-ui";
import { useState } from "react";
import { matchOf } from "#lib/search/match.ts";
import { overlayLook } from "../components/surface.ts";
import { useClosing } from "../components/use-closing.ts";
import { useQuestion } from "../saving/use-question.ts";
import { paletteTargets } from "./palette-actions.ts";
import { PaletteEntries, type PaletteProps } from "./palette-entries.tsx";

interface Props extends PaletteProps {
  open: boolean;
  onOpenChange(open: boolean): void;
}

export function PaletteDialog({ tenant, role, platformAdmin, open, onOpenChange }: Props) {
  const t = useTranslations("shell");
  const closing = useClosing(open, onOpenChange);
  // Each opening asks anew, and shows meanwhile what the last one found.
  const [openings, setOpenings] = useState(0);
  const [wasOpen, setWasOpen] = useState(false);
  const [query, setQuery] = useState("");
  if (open !== wasOpen) {
    setWasOpen(open);
    if (open) setOpenings(openings + 1);
    setQuery("");
  }
  const { answer: targets } = useQuestion(() => paletteTargets(tenant, {}), open ? String(openings) : null);
  return (
    <Dialog.Root {...closing.root}>
      <Dialog.Portal>
        <Dialog.Overlay className={overlayLook} />
        <Dialog.Content
          {...closing.focus}
          aria-describedby={undefined}
          className="appear fixed inset-x-3 top-[10vh] z-50 mx-auto max-w-xl overflow-hidden rounded-lg bg-raised shadow-float outline-none"
        >
          <Dialog.Title className="sr-only">{t("palette.title")}</Dialog.Title>
          <Command
            loop
            label={t("palette.title")}
            filter={(_, query, texts) => (query.trim() ? matchOf(query, texts ?? []) : 1)}
          >
            <Command.Input
              value={query}
              onValueChange={setQuery}
              placeholder={t("palette.placeholder")}
              className="h-12 w-full border-b bg-transparent px-4 text-14 outline-none placeholder:text-muted-foreground max-md:text-16"
            />
            <Command.List className="max-h-[min(24rem,60vh)] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-13 text-muted-foreground">
                {t(targets === "loading" ? "palette.loading" : "palette.empty")}
              </Command.Empty>
              <PaletteEntries
                tenant={tenant}
                role={role}
                platformAdmin={platformAdmin}
                query={query}
                targets={typeof targets === "string" ? null : targets}
                close={() => onOpenChange(false)}
              />
            </Command.List>
            {targets === "away" ? (
              <p role="status" className="border-t px-4 py-2 text-12 text-muted-foreground">
                {t("palette.away")}
              </p>
            ) : null}
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
