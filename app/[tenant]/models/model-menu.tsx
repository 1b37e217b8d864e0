"use client";
import { CircleDollarSign, Ellipsis, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ModelView } from "#lib/models/list.ts";
import { Button } from "../../components/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../components/menu.tsx";
import { MoveItems } from "../../components/move-items.tsx";

export interface RowActions {
  enable(on: boolean): void;
  /** Index in the list. */
  moveTo(index: number): void;
  remove(): void;
  /** Puts the successor in the place of a retired model. */
  replace(successor: string): void;
}

/** What can be done to a model of the list. */
export function ModelMenu(props: {
  model: ModelView;
  index: number;
  total: number;
  actions: RowActions;
  onPrice: (() => void) | null;
}) {
  const { model, index, total, actions, onPrice } = props;
  const t = useTranslations("models");
  const prices = useTranslations("prices");
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon" aria-label={t("menu", { model: model.displayName })}>
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      <MoveItems index={index} total={total} label={(name) => t(`move.${name}`)} onMove={actions.moveTo} />
      <MenuSeparator />
      {onPrice ? (
        <MenuItem onSelect={onPrice}>
          <CircleDollarSign aria-hidden />
          {prices("menu")}
        </MenuItem>
      ) : null}
      <MenuItem onSelect={() => actions.remove()} destructive>
        <Trash2 aria-hidden />
        {t("remove")}
      </MenuItem>
    </Menu>
  );
}
