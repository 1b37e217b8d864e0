"use client";
// The ways to add knowledge: small beside the list, large where there is none yet.
import { Globe, LayoutTemplate, type LucideIcon, MessageCircleQuestion, Package, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../../../../components/button.tsx";
import { Menu, MenuItem } from "../../../../components/menu.tsx";

const waysToAdd = ["answers", "products", "page", "template"] as const;
export type WayToAdd = (typeof waysToAdd)[number];

const icons: Record<WayToAdd, LucideIcon> = {
  answers: MessageCircleQuestion,
  products: Package,
  page: Globe,
  template: LayoutTemplate,
};

export function AddMenu({ pending, onAdd }: { pending: boolean; onAdd: (way: WayToAdd) => void }) {
  const t = useTranslations("knowledge.add");
  return (
    <Menu
      trigger={
        <Button size="sm" pending={pending}>
          <Plus aria-hidden />
          {t("label")}
        </Button>
      }
    >
      {waysToAdd.map((way) => {
        const Icon = icons[way];
        return (
          <MenuItem key={way} onSelect={() => onAdd(way)} className="items-start py-1.5">
            <Icon aria-hidden className="mt-0.5" />
            <span>
              <span className="block">{t(way)}</span>
              <span className="block text-12 text-muted-foreground">{t(`${way}Help`)}</span>
            </span>
          </MenuItem>
        );
      })}
    </Menu>
  );
}

export function AddTiles({ pending, onAdd }: { pending: boolean; onAdd: (way: WayToAdd) => void }) {
  const t = useTranslations("knowledge.add");
  return (
    <ul className="grid gap-3 sm:grid-cols-2">
      {waysToAdd.map((way) => {
        const Icon = icons[way];
        return (
          <li key={way}>
            <button
              type="button"
              disabled={pending}
              onClick={() => onAdd(way)}
              className="flex h-full w-full items-start gap-3 rounded-lg border p-4 text-left transition-colors duration-100 hover:border-strong hover:bg-muted/50"
            >
              <span className="grid size-9 shrink-0 place-items-center rounded-lg bg-primary-soft text-primary dark:text-[oklch(0.74_0.13_264)]">
                <Icon aria-hidden className="size-4" />
              </span>
              <span className="min-w-0">
                <span className="block font-medium text-14">{t(way)}</span>
                <span className="block text-13 text-muted-foreground">{t(`${way}Help`)}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
