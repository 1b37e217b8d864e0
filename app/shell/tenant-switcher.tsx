"use client";
import { ChevronsUpDown } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Menu, MenuChoice, MenuLabel } from "../components/menu.tsx";
import { initialOf } from "./initial.ts";
import type { ShellProps } from "./nav.ts";

export function TenantSwitcher({ tenant, tenants }: Pick<ShellProps, "tenant" | "tenants">) {
  const t = useTranslations("shell");
  const router = useRouter();
  const name = tenants.find(({ slug }) => slug === tenant)?.name ?? tenant;
  const mark = (
    <>
      <span
        aria-hidden
        className="grid size-6 shrink-0 place-items-center rounded-md bg-primary font-semibold text-12 text-primary-foreground"
      >
        {initialOf(name)}
      </span>
      <span className="min-w-0 flex-1 truncate font-semibold text-14">{name}</span>
    </>
  );
  const look = "flex h-10 w-full min-w-0 items-center gap-2.5 rounded-md px-2 text-left";
  if (tenants.length < 2) return <div className={look}>{mark}</div>;
  return (
    <Menu
      align="start"
      className="w-56"
      trigger={
        <button
          type="button"
          aria-label={`${name}: ${t("switchTenant")}`}
          className={`${look} transition-colors duration-100 hover:bg-foreground/4`}
        >
          {mark}
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-muted-foreground" />
        </button>
      }
    >
      <MenuLabel>{t("tenants")}</MenuLabel>
      {tenants.map(({ slug, name: each }) => (
        <MenuChoice key={slug} checked={slug === tenant} onSelect={() => router.push(`/${slug}`)}>
          <span className="truncate">{each}</span>
        </MenuChoice>
      ))}
    </Menu>
  );
}
