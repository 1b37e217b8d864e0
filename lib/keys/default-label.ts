// Labels that the platform gives to new keys: stored in English, shown in each reader's language.
import type { Locale } from "../messages/locales.ts";

/** What stands for the name of one of the platform's keys wherever a tenant sees that it was used; without last four. */
export const SHARED_LABEL = "Platform key";

/** Whether an attempt's key was the platform's. */
export const isSharedKey = ({ label, last4 }: { label: string; last4: string }): boolean =>
  label === SHARED_LABEL && last4 === "";

const shown: Record<Locale, (number: string) => string> = {
  uz: (number) => `${number}-kalit`,
  ru: (number) => `Ключ ${number}`,
  en: (number) => `Key ${number}`,
};
const shared: Record<Locale, string> = { uz: "Platforma kaliti", ru: "Ключ платформы", en: SHARED_LABEL };

/**
 * @param label also of a project named after a key, "Key 1 (2)", or with the key's end, "Key 1 …9f3c"
 * @returns the label in the reader's language; one that a person chose unchanged
 */
export function labelIn(locale: Locale, label: string): string {
  if (label === SHARED_LABEL) return shared[locale];
  const [, number, copy = ""] = /^Key (\d+)( \(\d+\)| ….{4})?$/.exec(label) ?? [];
  return number === undefined ? label : shown[locale](number) + copy;
}

/** The same key or project, labelled in the reader's language. */
export const labelled = <Labelled extends { label: string }>(locale: Locale, of: Labelled): Labelled => ({
  ...of,
  label: labelIn(locale, of.label),
});

/** @returns the label to store for one that somebody typed, or left as it was shown. */
export function storedLabel(typed: string): string {
  const [, ru, uz, copy = ""] = /^(?:Ключ (\d+)|(\d+)-kalit)( \(\d+\))?$/.exec(typed) ?? [];
  const number = ru ?? uz;
  return number === undefined ? typed : shown.en(number) + copy;
}
