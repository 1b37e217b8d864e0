"use client";
import { Ellipsis, KeyRound, LifeBuoy, Power, RefreshCw, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KeyView } from "#lib/keys/list.ts";
import { Button } from "../../components/button.tsx";
import { Hint } from "../../components/hint.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../components/menu.tsx";
import { MoveItems } from "../../components/move-items.tsx";
import { useNow, useTimeWords } from "../../components/time.tsx";
import { KeyNote, KeyStateBadge } from "./key-state-badge.tsx";

interface KeyActions {
  test(): void;
  replace(): void;
  enable(on: boolean): void;
  remove(): void;
  /** Index in the list. */
  moveTo(index: number): void;
}

interface Props {
  view: KeyView;
  index: number;
  total: number;
  testing: boolean;
  onOpen: () => void;
  /** null for those who may only look. */
  actions: KeyActions | null;
}

const columns =
  "grid grid-cols-[minmax(0,1fr)_2rem] items-center gap-x-4 md:grid-cols-[minmax(0,1.1fr)_minmax(0,1.7fr)_minmax(0,0.8fr)_6rem_2rem]";

/** Names of the columns, over the list. */
export function KeyHead({ editable }: { editable: boolean }) {
  const t = useTranslations("keys.head");
  return (
    <div
      className={`hidden border-b pb-2 text-12 text-muted-foreground md:grid ${columns} pr-2 ${editable ? "pl-9" : ""}`}
    >
      <span>{t("key")}</span>
      <span>{t("state")}</span>
      <span>{t("project")}</span>
      <span className="text-right">{t("use")}</span>
      <span />
    </div>
  );
}

export function KeyRow({ view, index, total, testing, onOpen, actions }: Props) {
  const t = useTranslations("keys");
  const words = useTimeWords();
  const now = useNow(60_000);
  return (
    <div className={`${columns} relative py-2.5 pr-2`}>
      <button
        type="button"
        onClick={onOpen}
        className="min-w-0 text-left after:absolute after:inset-0 max-md:flex max-md:items-baseline max-md:gap-2"
      >
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{view.label}</span>
          {view.lastResort ? (
            <Hint text={t("panel.lastResortHelp")}>
              <span className="relative z-1 inline-flex items-center gap-1 text-12 text-muted-foreground">
                <LifeBuoy aria-hidden className="size-3.5" />
                {t("lastResort")}
              </span>
            </Hint>
          ) : null}
        </span>
        <span className="font-mono text-12 text-muted-foreground">…{view.last4}</span>
      </button>
      <div className="col-span-2 min-w-0 text-13 max-md:mt-1.5 md:col-span-1">
        {testing ? (
          <span className="inline-flex items-center gap-1.5 text-muted-foreground">
            <RefreshCw aria-hidden className="size-3.5 animate-spin motion-reduce:animate-none" />
            {t("testing")}
          </span>
        ) : (
          <span className="flex flex-wrap items-center gap-x-2">
            <KeyStateBadge view={view} />
            <span className="truncate text-muted-foreground">
              <KeyNote view={view} />
            </span>
          </span>
        )}
      </div>
      <div className="hidden truncate text-13 md:block">
        {view.project?.label ?? <span className="text-muted-foreground">{t("noProject")}</span>}
      </div>
      <div className="hidden text-right text-13 tabular-nums md:block">
        <Hint text={view.lastOk ? t("usedHint", { when: words.relative(view.lastOk, now) }) : t("neverUsed")}>
          <span className={`relative z-1 ${view.answers ? "" : "text-muted-foreground"}`}>
            {view.answers || "—"}
          </span>
        </Hint>
      </div>
      <div className="relative z-1 col-start-2 row-start-1 md:col-start-auto md:row-start-auto">
        {actions ? <KeyMenu view={view} index={index} total={total} actions={actions} /> : null}
      </div>
    </div>
  );
}

function KeyMenu({
  view,
  index,
  total,
  actions,
}: Pick<Props, "view" | "index" | "total"> & { actions: KeyActions }) {
  const t = useTranslations("keys");
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon" aria-label={t("menu", { label: view.label })}>
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      <MenuItem onSelect={actions.test}>
        <RefreshCw aria-hidden />
        {t("test")}
      </MenuItem>
      <MenuItem onSelect={actions.replace}>
        <KeyRound aria-hidden />
        {t("replace")}
      </MenuItem>
      <MenuItem onSelect={() => actions.enable(!view.enabled)}>
        <Power aria-hidden />
        {t(view.enabled ? "disable" : "enable")}
      </MenuItem>
      <MenuSeparator />
      <MoveItems index={index} total={total} label={(name) => t(`move.${name}`)} onMove={actions.moveTo} />
      <MenuSeparator />
      <MenuItem onSelect={actions.remove} destructive>
        <Trash2 aria-hidden />
        {t("remove")}
      </MenuItem>
    </Menu>
  );
}
