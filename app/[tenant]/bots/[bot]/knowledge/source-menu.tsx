"use client";
// What can be done with a source, in its row and on its page.
import {
  CalendarClock,
  Ellipsis,
  Pencil,
  RotateCw,
  Share2,
  Trash2,
  Upload as UploadIcon,
  UserRound,
} from "lucide-react";
import { useTranslations } from "next-intl";
import type { SourceLine } from "#lib/knowledge/sources.ts";
import { Button } from "../../../../components/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../../../components/menu.tsx";
import { isWritten } from "./source-states.ts";

export type SourceStep = "rename" | "replace" | "again" | "schedule" | "share" | "own" | "remove";

export function SourceMenu({ source, onStep }: { source: SourceLine; onStep: (step: SourceStep) => void }) {
  const t = useTranslations("knowledge");
  const { name, kind, shared } = source;
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon" aria-label={t("sources.more", { name })} className="relative z-1">
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      <MenuItem onSelect={() => onStep("rename")}>
        <Pencil aria-hidden />
        {t("menu.rename")}
      </MenuItem>
      {kind === "file" ? (
        <MenuItem onSelect={() => onStep("replace")}>
          <UploadIcon aria-hidden />
          {t("menu.replace")}
        </MenuItem>
      ) : null}
      {isWritten(source) ? null : (
        <MenuItem onSelect={() => onStep("again")}>
          <RotateCw aria-hidden />
          {t("menu.again")}
        </MenuItem>
      )}
      {kind === "page" || kind === "site" ? (
        <MenuItem onSelect={() => onStep("schedule")}>
          <CalendarClock aria-hidden />
          {t("menu.schedule")}
        </MenuItem>
      ) : null}
      <MenuItem onSelect={() => onStep(shared ? "own" : "share")}>
        {shared ? <UserRound aria-hidden /> : <Share2 aria-hidden />}
        {t(shared ? "menu.own" : "menu.share")}
      </MenuItem>
      <MenuSeparator />
      <MenuItem destructive onSelect={() => onStep("remove")}>
        <Trash2 aria-hidden />
        {t("menu.remove")}
      </MenuItem>
    </Menu>
  );
}
