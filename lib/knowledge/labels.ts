// What stands before the facts of a product where its table does not say it: words of the language that the products are named in.
import { inCyrillic } from "../messages/cyrillic.ts";
import en from "../messages/en/knowledge.ts";
import { type Locale, localeOfTongue, type Tongue } from "../messages/locales.ts";
import ru from "../messages/ru/knowledge.ts";
import uz from "../messages/uz/knowledge.ts";
import type { ProductLabels } from "./table.ts";

const words = { uz, ru, en };

/** @param locale of the tenant: names such as "iPhone 15" are of no language */
function tongueOf(names: readonly string[], locale: Locale): Tongue {
  const text = names.join(" ").toLowerCase();
  if (/[ўқғҳ]/.test(text)) return "uz-Cyrl";
  const [cyrillic, latin] = [/\p{Script=Cyrillic}/gu, /\p{Script=Latin}/gu].map(
    (letters) => text.match(letters)?.length ?? 0,
  );
  return (cyrillic ?? 0) > (latin ?? 0) ? "ru" : locale;
}

/** @param names of products */
export function usualLabels(names: readonly string[], locale: Locale): ProductLabels {
  const tongue = tongueOf(names, locale);
  const { article, price, stock, link, picture } = words[localeOfTongue(tongue)].products;
  const labels = { article, price, stock, link, picture };
  if (tongue !== "uz-Cyrl") return labels;
  return Object.fromEntries(Object.entries(labels).map(([fact, label]) => [fact, inCyrillic(label)]));
}
