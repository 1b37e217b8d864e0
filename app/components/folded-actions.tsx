"use client";
import { Ellipsis, type LucideIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { Menu, MenuItem } from "./menu.tsx";

export interface FoldedAction {
  label: string;
  /** Of one whose label changes: its button stays the same, and keeps the focus. */
  id?: string;
  Icon: LucideIcon;
  act: () => void;
  disabled?: boolean;
  /** It is under way: its icon turns. */
  busy?: boolean;
}

interface Props {
  actions: readonly FoldedAction[];
  /** Name of the menu; by default "More actions". */
  menu?: string;
  size?: "md" | "sm";
  /** The primary action, always in sight. */
  children?: ReactNode;
}

/** Actions in a row. On a phone all but the primary one are in a menu, so that what the page is about begins higher. */
export function FoldedActions({ actions, menu, size = "md", children }: Props) {
  const t = useTranslations("shell");
  return (
    <>
      {actions.map(({ label, id = label, Icon, act, disabled = false, busy = false }) => (
        <Button
          key={id}
          variant="secondary"
          size={size}
          disabled={disabled || busy}
          onClick={act}
          className="max-md:hidden"
        >
          <Icon aria-hidden className={cn(busy && "animate-spin")} />
          {label}
        </Button>
      ))}
      {children}
      {actions.length > 0 ? (
        <span className="md:hidden">
          <Menu
            trigger={
              <Button variant="secondary" size="icon" aria-label={menu ?? t("moreActions")}>
                <Ellipsis aria-hidden />
              </Button>
            }
          >
            {actions.map(({ label, id = label, Icon, act, disabled = false, busy = false }) => (
              <MenuItem key={id} disabled={disabled || busy} onSelect={act}>
                <Icon aria-hidden />
                {label}
              </MenuItem>
            ))}
          </Menu>
        </span>
      ) : null}
    </>
  );
}
