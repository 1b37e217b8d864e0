"use client";
import { Command } from "cmdk";
import {
  Bot,
  CornerDownLeft,
  KeyRound,
  Languages,
  type LucideIcon,
  Plus,
  SunMoon,
  UserRound,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Dialog } from "radix-ui";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import type { Role } from "#generated/enums.ts";
import { locales } from "#lib/messages/locales.ts";
import { can } from "#lib/people/can.ts";
import { overlayLook } from "../components/dialog.tsx";
import { useClosing } from "../components/use-closing.ts";
import { navOf } from "./nav.ts";
import { themeChoices, usePreferences } from "./preferences.ts";

interface Handle {
  open(): void;
  /** The keys that open it here. */
  keys: string;
}
const PaletteContext = createContext<Handle>({ open: () => undefined, keys: "" });
export const usePalette = (): Handle => useContext(PaletteContext);

interface Props {
  tenant: string;
  role: Role;
  bots: readonly { id: string; name: string; username: string }[];
  children: ReactNode;
}

/** ⌘K: pages, bots and frequent actions. */
export function Palette({ tenant, role, bots, children }: Props) {
  const t = useTranslations("shell.palette");
  const [open, setOpen] = useState(false);
  const [keys, setKeys] = useState("");
  const closing = useClosing(open, setOpen);
  useEffect(() => {
    setKeys(/Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘K" : "Ctrl K");
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen((now) => !now);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <PaletteContext value={{ open: () => setOpen(true), keys }}>
      {children}
      <Dialog.Root {...closing.root}>
        <Dialog.Portal>
          <Dialog.Overlay className={overlayLook} />
          <Dialog.Content
            aria-describedby={undefined}
            className="appear fixed inset-x-3 top-[10vh] z-50 mx-auto max-w-xl overflow-hidden rounded-lg bg-raised shadow-float outline-none"
          >
            <Dialog.Title className="sr-only">{t("title")}</Dialog.Title>
            <Command loop label={t("title")}>
              <Command.Input
                placeholder={t("placeholder")}
                className="h-12 w-full border-b bg-transparent px-4 text-14 outline-none placeholder:text-muted-foreground max-md:text-16"
              />
              <Command.List className="max-h-[min(24rem,60vh)] overflow-y-auto p-1.5">
                <Command.Empty className="px-3 py-6 text-center text-13 text-muted-foreground">
                  {t("empty")}
                </Command.Empty>
                <Entries tenant={tenant} role={role} bots={bots} close={() => setOpen(false)} />
              </Command.List>
            </Command>
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
    </PaletteContext>
  );
}

function Entries({ tenant, role, bots, close }: Omit<Props, "children"> & { close: () => void }) {
  const t = useTranslations("shell");
  const router = useRouter();
  const { setTheme, setLocale } = usePreferences();
  const go = (path: string) => () => {
    close();
    router.push(`/${tenant}/${path}`);
  };
  const act = (run: () => void) => () => {
    close();
    run();
  };
  return (
    <>
      <Group title={t("palette.pages")}>
        {navOf(role).map(({ name, Icon }) => (
          <Entry key={name} Icon={Icon} onSelect={go(name)}>
            {t(`nav.${name}`)}
          </Entry>
        ))}
      </Group>
      {bots.length ? (
        <Group title={t("palette.bots")}>
          {bots.map(({ id, name, username }) => (
            <Entry key={id} Icon={Bot} value={`${name} @${username} ${id}`} onSelect={go(`bots/${id}`)}>
              {name} <span className="text-muted-foreground">@{username}</span>
            </Entry>
          ))}
        </Group>
      ) : null}
      <Group title={t("palette.actions")}>
        {can(role, "manageBots") ? (
          <Entry Icon={Plus} onSelect={go("bots#add")}>
            {t("palette.newBot")}
          </Entry>
        ) : null}
        {can(role, "manageKeys") ? (
          <Entry Icon={KeyRound} onSelect={go("keys#add")}>
            {t("palette.newKey")}
          </Entry>
        ) : null}
        <Entry Icon={UserRound} onSelect={act(() => router.push("/account"))}>
          {t("user.account")}
        </Entry>
        {themeChoices.map((theme) => (
          <Entry key={theme} Icon={SunMoon} onSelect={act(() => setTheme(theme))}>
            {t("palette.theme", { theme: t(`user.${theme}`) })}
          </Entry>
        ))}
        {locales.map((locale) => (
          <Entry key={locale} Icon={Languages} onSelect={act(() => setLocale(locale, true))}>
            {t("palette.language", { language: t(`languages.${locale}`) })}
          </Entry>
        ))}
      </Group>
    </>
  );
}

const Group = ({ title, children }: { title: string; children: ReactNode }) => (
  <Command.Group
    heading={title}
    className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-muted-foreground"
  >
    {children}
  </Command.Group>
);

function Entry(props: { Icon: LucideIcon; value?: string; onSelect: () => void; children: ReactNode }) {
  const { Icon, value, onSelect, children } = props;
  return (
    <Command.Item
      {...(value ? { value } : {})}
      onSelect={onSelect}
      className="group flex min-h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 text-13 data-[selected=true]:bg-muted max-md:min-h-11"
    >
      <Icon aria-hidden className="size-4 text-muted-foreground" strokeWidth={1.75} />
      <span className="min-w-0 flex-1 truncate">{children}</span>
      <CornerDownLeft
        aria-hidden
        className="hidden size-3.5 text-muted-foreground group-data-[selected=true]:block"
      />
    </Command.Item>
  );
}
