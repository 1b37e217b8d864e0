// The record's words outside of pages.
import en from "../messages/en/audit.ts";
import type { Locale } from "../messages/locales.ts";
import ru from "../messages/ru/audit.ts";
import uz from "../messages/uz/audit.ts";

const catalogues = { uz, ru, en };

type Node = string | { readonly [name: string]: Node };

/** The sentence for an action; an unknown one is its own name. */
function actionIn(actions: Node, action: string): string {
  let at: Node | undefined = actions;
  for (const part of action.split(".")) at = typeof at === "object" ? at[part] : undefined;
  return typeof at === "string" ? at : action;
}

export function recordWordsOf(locale: Locale): {
  head: string[];
  nobody: string;
  yes: string;
  actionOf: (action: string) => string;
} {
  const { csv, platformItself, yes, action } = catalogues[locale];
  const { time, who, visiting, what, about, before, after, address, browser, code } = csv;
  return {
    head: [time, who, visiting, what, about, before, after, address, browser, code],
    nobody: platformItself,
    yes,
    actionOf: (name) => actionIn(action, name),
  };
}
