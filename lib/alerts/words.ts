// The words of an alert outside the dashboard, in the reader's language.
import { createTranslator } from "use-intl/core";
import type { AlertEvent, AlertKind } from "#generated/enums.ts";
import { env } from "../env.ts";
import { labelIn } from "../keys/default-label.ts";
import en from "../messages/en/alerts.ts";
import type { Locale } from "../messages/locales.ts";
import ru from "../messages/ru/alerts.ts";
import uz from "../messages/uz/alerts.ts";
import type { Permission } from "../people/can.ts";
import { PLATFORM_SLUG } from "../shared-keys/tenant.ts";
import { type Cause, demandOf, kinds, rankOf } from "./kinds.ts";

const catalogues = { uz, ru, en } satisfies Record<Locale, typeof en>;
const make = (locale: Locale) => createTranslator<typeof en>({ locale, messages: catalogues[locale] });
const translators = { uz: make("uz"), ru: make("ru"), en: make("en") };
export type AlertWords = ReturnType<typeof make>;

export const alertWords = (locale: Locale): AlertWords => translators[locale];

/** Names in one sentence; the rest are counted. */
const NAMED = 5;
/** Characters; Telegram takes 4,096 in a message. */
const NAME_MAX = 80;

const icons = { critical: "🔴", warning: "🟡" } as const;

/** Keys and projects that nobody named are called in the reader's language: "Key 1 (…9f3c)", "Key 1, gemini-2.5-flash". */
function nameOf({ kind, facts: { name, lent } }: Cause, locale: Locale): string {
  const isLabel = kinds[kind].subject === "key" || kinds[kind].subject === "project";
  const own = isLabel ? name.replace(/^Key \d+(?! ?\w)/, (label) => labelIn(locale, label)) : name;
  const short = own.length > NAME_MAX ? `${own.slice(0, NAME_MAX - 1)}…` : own;
  return lent ? alertWords(locale)("ofPlatform", { name: short }) : short;
}

/** What the sentence of one cause says, for `alerts.kind.KIND.one` here and on the page. */
export const valuesOf = (cause: Cause, locale: Locale) => ({
  name: nameOf(cause, locale),
  reason: cause.facts.reason ?? "other",
  class: cause.facts.class ?? "other",
  percent: cause.facts.percent ?? 0,
  successor: cause.facts.successor ?? "none",
});

function namesOf(causes: readonly Cause[], locale: Locale): string {
  const t = alertWords(locale);
  const named = causes
    .slice(0, NAMED)
    .map((cause) => nameOf(cause, locale))
    .join(", ");
  return causes.length > NAMED ? `${named} ${t("more", { count: causes.length - NAMED })}` : named;
}

/** The page that mends it. @param tenant its slug */
export function pageOf(cause: Pick<Cause, "kind" | "subject" | "facts">, tenant: string): string {
  const page = kinds[cause.kind].page(cause);
  return page.startsWith("/") ? page : `/${cause.facts.lent ? PLATFORM_SLUG : tenant}/${page}`;
}

/** Which words name that page: `alerts.open.mend.NAME`. */
export function pageNameOf(cause: Pick<Cause, "kind" | "subject" | "facts">) {
  const page = kinds[cause.kind].page(cause);
  if (page.startsWith("/")) return page === "/account" ? "account" : "root";
  return page.startsWith("bots/") ? "bots" : page === "models" ? "models" : "keys";
}

/** Lent keys are mended elsewhere than a tenant's own. */
const byKind = (causes: readonly Cause[]): [AlertKind, Cause[]][] =>
  [true, false]
    .flatMap((lent): [AlertKind, Cause[]][] => [
      ...Map.groupBy(
        causes.filter(({ facts }) => (facts.lent ?? false) === lent),
        ({ kind }) => kind,
      ),
    ])
    .sort(([a], [b]) => rankOf(a) - rankOf(b));

export interface AlertText {
  /** The tenant's name; of solved ones with the word for it. */
  title: string;
  lines: { text: string; url: string | null }[];
}

/** One message about many causes. @param more `stillOpen`: how many others are open, for an event `solved`; `opens`: whether the reader may open a page */
export function alertText(
  event: Exclude<AlertEvent, "test">,
  causes: readonly Cause[],
  tenant: { name: string; slug: string },
  locale: Locale,
  { stillOpen = 0, opens = () => true }: { stillOpen?: number; opens?: (page: Permission) => boolean } = {},
): AlertText {
  const t = alertWords(locale);
  if (event === "solved") {
    const lines = byKind(causes).map(([kind, of]) => ({
      text: `✅ ${t(`kind.${kind}.solved`, { names: namesOf(of, locale) })}`,
      url: null,
    }));
    const rest = stillOpen > 0 ? [{ text: t("message.stillOpen", { count: stillOpen }), url: null }] : [];
    return { title: `${tenant.name}: ${t("message.solved")}`, lines: [...lines, ...rest] };
  }
  const lines = byKind(causes).map(([kind, of]) => {
    const [first] = of;
    const many = of.length > 1 || !first;
    const text = many
      ? t(`kind.${kind}.many`, { count: of.length, names: namesOf(of, locale) })
      : t(`kind.${kind}.one`, valuesOf(first, locale));
    const demand = first ? demandOf(first) : null;
    const url =
      first && (demand === null || opens(demand))
        ? `${env().PUBLIC_URL}${many ? overviewOf(first, tenant.slug) : pageOf(first, tenant.slug)}`
        : null;
    return { text: `${icons[kinds[kind].severity]} ${text}`, url };
  });
  return { title: tenant.name, lines };
}

/** A message about these, as it stands now: what is solved first. */
export function presentText(
  causes: readonly (Cause & { solvedAt: Date | null })[],
  tenant: { name: string; slug: string },
  locale: Locale,
  opens: (page: Permission) => boolean,
): AlertText {
  const of = (isSolved: boolean) => causes.filter(({ solvedAt }) => (solvedAt !== null) === isSolved);
  const solved = alertText("solved", of(true), tenant, locale);
  const open = alertText("opened", of(false), tenant, locale, { opens });
  return { title: tenant.name, lines: [...solved.lines, ...open.lines] };
}

/** For several at once, the page that lists them. */
function overviewOf(cause: Cause, slug: string): string {
  return pageOf(cause, slug)
    .replace(/\/bots\/.*$/, "/bots")
    .replace(/#.*$/, "");
}
