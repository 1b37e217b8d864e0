"use client";
import { Command } from "cmdk";
import {
  Bot,
  Building2,
  CornerDownLeft,
  KeyRound,
  Languages,
  Layers,
  LogOut,
  type LucideIcon,
  Megaphone,
  MonitorSmartphone,
  Plus,
  Search,
  SunMoon,
  TriangleAlert,
  UserPlus,
  UserRound,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Role } from "#generated/enums.ts";
import { labelIn } from "#lib/keys/default-label.ts";
import en from "#lib/messages/en/shell.ts";
import { locales } from "#lib/messages/locales.ts";
import ru from "#lib/messages/ru/shell.ts";
import uz from "#lib/messages/uz/shell.ts";
import type { PaletteTargets } from "#lib/palette/targets.ts";
import { can } from "#lib/people/can.ts";
import { folded } from "#lib/search/match.ts";
import { navOf } from "./nav.ts";

import { themeChoices, usePreferences } from "./preferences.ts";
import { useSignOut } from "./sign-out.ts";

type Words = typeof en;

/** What a person may type for it, in any language. */
const inAll = (...of: ((words: Words) => string)[]): string[] =>
  [uz, ru, en].flatMap((words) => of.map((one) => folded(one(words))));

export interface PaletteProps {
  tenant: string;
  /** What is offered follows from it. */
  role: Role;
  /** Whether the platform's own pages are offered. */
  platformAdmin: boolean;
}

interface Props extends PaletteProps {
  /** null until they are loaded. */
  targets: PaletteTargets | null;
  /** What is typed. */
  query: string;
  close(): void;
}

export function PaletteEntries({ tenant, role, platformAdmin, targets, query, close }: Props) {
  const t = useTranslations("shell");
  const router = useRouter();
  const go = (path: string) => () => {
    close();
    router.push(`/${tenant}/${path}`);
  };
  return (
    <>
      <Group title={t("palette.pages")}>
        {navOf(role).map(({ name, Icon }) => (
          <Entry
            key={name}
            Icon={Icon}
            texts={inAll((words) => words.nav[name])}
            onSelect={go(name === "overview" ? "" : name)}
          >
            {t(`nav.${name}`)}
          </Entry>
        ))}
        {can(role, "viewChain") ? (
          <Entry
            Icon={TriangleAlert}
            texts={inAll((words) => words.palette.unknownErrors)}
            onSelect={go("answers/unknown")}
          >
            {t("palette.unknownErrors")}
          </Entry>
        ) : null}
      </Group>
      {targets ? <Targets targets={targets} go={go} /> : null}
      <Actions role={role} platformAdmin={platformAdmin} go={go} close={close} />
      {targets?.searchable && query.trim() ? (
        <Group title={t("nav.answers")} forceMount>
          <Entry
            Icon={Search}
            value="search-answers"
            texts={[]}
            forceMount
            onSelect={go(`answers?q=${encodeURIComponent(query.trim())}`)}
          >
            {t("palette.searchAnswers", { query: query.trim() })}
          </Entry>
        </Group>
      ) : null}
    </>
  );
}

type Go = (path: string) => () => void;

function Targets({ targets: { bots, keys, models, members }, go }: { targets: PaletteTargets; go: Go }) {
  const t = useTranslations("shell");
  const locale = useLocale();
  return (
    <>
      <Group title={t("palette.bots")}>
        {bots.map(({ id, name, username }) => (
          <Entry
            key={id}
            Icon={Bot}
            value={id}
            texts={[folded(name), folded(username)]}
            onSelect={go(`bots/${id}`)}
          >
            {name} <span className="text-muted-foreground">@{username}</span>
          </Entry>
        ))}
      </Group>
      <Group title={t("nav.keys")}>
        {keys.map(({ id, label, last4 }) => (
          <Entry
            key={id}
            Icon={KeyRound}
            value={id}
            texts={[...locales.map((each) => folded(labelIn(each, label))), folded(last4)]}
            onSelect={go(`keys#key=${id}`)}
          >
            {labelIn(locale, label)} <span className="font-mono text-muted-foreground">…{last4}</span>
          </Entry>
        ))}
      </Group>
      <Group title={t("nav.models")}>
        {models.map(({ name, displayName }) => (
          <Entry
            key={name}
            Icon={Layers}
            value={name}
            texts={[folded(displayName), folded(name)]}
            onSelect={go(`models#model=${encodeURIComponent(name)}`)}
          >
            {displayName}{" "}
            {displayName === name ? null : <span className="font-mono text-muted-foreground">{name}</span>}
          </Entry>
        ))}
      </Group>
      <Group title={t("nav.people")}>
        {members.map(({ id, name, email }) => (
          <Entry
            key={id}
            Icon={UserRound}
            value={id}
            texts={[folded(name), folded(email)]}
            onSelect={go(`people#member=${id}`)}
          >
            {name} <span className="text-muted-foreground">{email}</span>
          </Entry>
        ))}
      </Group>
    </>
  );
}

function Actions(props: Pick<Props, "role" | "platformAdmin" | "close"> & { go: Go }) {
  const { role, platformAdmin, go, close } = props;
  const t = useTranslations("shell");
  const router = useRouter();
  const { setTheme, setLocale } = usePreferences();
  const leave = useSignOut();
  const act = (run: () => void) => () => {
    close();
    run();
  };
  const adding = [
    ["newBot", "manageBots", Plus, "bots#add"],
    ["newKey", "manageKeys", KeyRound, "keys#add"],
    ["newModel", "manageModels", Layers, "models#add"],
    ["newBroadcast", "sendBroadcasts", Megaphone, "broadcasts#new"],
    ["invite", "manageMembers", UserPlus, "people#add"],
  ] as const;
  return (
    <Group title={t("palette.actions")}>
      {adding.map(([name, permission, Icon, path]) =>
        can(role, permission) ? (
          <Entry key={name} Icon={Icon} texts={inAll((words) => words.palette[name])} onSelect={go(path)}>
            {t(`palette.${name}`)}
          </Entry>
        ) : null,
      )}
      {platformAdmin ? (
        <Entry
          Icon={Building2}
          texts={inAll(({ nav }) => nav.platform)}
          onSelect={act(() => router.push("/platform/tenants"))}
        >
          {t("nav.platform")}
        </Entry>
      ) : null}
      <Entry
        Icon={UserRound}
        texts={inAll(
          ({ user }) => user.account,
          ({ palette }) => palette.also.account,
        )}
        onSelect={act(() => router.push("/account"))}
      >
        {t("user.account")}
      </Entry>
      {themeChoices.map((theme) => (
        <Entry
          key={theme}
          Icon={SunMoon}
          texts={inAll(
            ({ user }) => `${user.theme} ${user[theme]}`,
            ({ palette }) => palette.also.theme,
          )}
          onSelect={act(() => setTheme(theme))}
        >
          {t("palette.theme", { theme: t(`user.${theme}`) })}
        </Entry>
      ))}
      {locales.map((locale) => (
        <Entry
          key={locale}
          Icon={Languages}
          texts={inAll(({ user }) => `${user.language} ${en.languages[locale]} ${locale}`)}
          onSelect={act(() => setLocale(locale, true))}
        >
          {t("palette.language", { language: t(`languages.${locale}`) })}
        </Entry>
      ))}
      <Entry
        Icon={LogOut}
        texts={inAll(
          ({ user }) => user.signOut,
          ({ palette }) => palette.also.signOut,
        )}
        onSelect={act(() => leave(false))}
      >
        {t("user.signOut")}
      </Entry>
      <Entry
        Icon={MonitorSmartphone}
        texts={inAll(({ user }) => user.signOutEverywhere)}
        onSelect={act(() => leave(true))}
      >
        {t("user.signOutEverywhere")}
      </Entry>
    </Group>
  );
}

const Group = (props: { title: string; forceMount?: boolean; children: ReactNode }) => (
  <Command.Group
    heading={props.title}
    forceMount={props.forceMount}
    className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-muted-foreground"
  >
    {props.children}
  </Command.Group>
);

/** @param props.value where the texts alone may belong to several entries @param props.forceMount shown whatever is typed */
function Entry(props: {
  Icon: LucideIcon;
  value?: string;
  forceMount?: boolean;
  texts: string[];
  onSelect: () => void;
  children: ReactNode;
}) {
  const { Icon, texts, forceMount, onSelect, children, value = texts.join(" ") } = props;
  return (
    <Command.Item
      value={value}
      keywords={texts}
      forceMount={forceMount}
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
