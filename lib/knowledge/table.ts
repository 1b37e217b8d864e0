// Tables of products: which column is what, and a row as a piece. Pure; also in the browser.
import type { MadePiece } from "./piece.ts";
import { stockOf } from "./stock.ts";

/** What a column is. `more`: kept under its own name; `skip`: left out. */
export const columnRoles = ["name", "article", "price", "stock", "link", "picture", "more", "skip"] as const;
export type ColumnRole = (typeof columnRoles)[number];

export interface TableColumn {
  name: string;
  as: ColumnRole;
}

export interface TableRead {
  columns: string[];
  rows: string[][];
  /** For each column. */
  guess: ColumnRole[];
}

// In Uzbek, Russian and English; the first role that fits gets the column, so the exact ones stand first.
const named: readonly [Exclude<ColumnRole, "more" | "skip">, RegExp][] = [
  // No \b: to a pattern, Cyrillic letters are none of a word.
  ["article", /^(artikul|articul|article|артикул|арт(?!\p{L})|sku|kod|код|code|shtrix|штрих|barcode)/u],
  ["price", /narx|нарх|baho|цена|стоимость|прайс|price|cost/],
  [
    "stock",
    /qoldi[qg]|ombor|mavjud|soni\b|miqdor|\bbor[- ]?yoq|қолди[қғ]|мавжуд|бор[- ]?йўқ|остат|налич|кол-?во|количеств|stock|qty|quantity|availab|склад/,
  ],
  ["picture", /rasm|surat|foto|фото|расм|сурат|изображени|картинк|image|photo|picture/],
  ["link", /havola|ҳавола|link|url|ссылк|sahifa|сайт/],
  [
    "name",
    /nom(i|lanishi)?\b|mahsulot|maxsulot|tovar|taom|xizmat|ном(и|ланиши)?$|маҳсулот|товар|наименован|назван|номенклатур|продук|блюдо|услуг|позици|name|product|title|item|service/,
  ],
];

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[ʻʼ’'`‘]/g, "")
    .trim();
const roleOf = (column: string): ColumnRole | null =>
  named.find(([, words]) => words.test(plain(column)))?.[0] ?? null;

const isUrl = (text: string) => /^https?:\/\/\S+$/i.test(text.trim());
const isPicture = (text: string) => isUrl(text) && /\.(jpe?g|png|webp|gif|avif)(\?|$)/i.test(text);
const isNumber = (text: string) => /^[\s\d.,]*\d[\s\d.,]*$/.test(text);

/** A column whose name tells nothing, and that says of each row whether it is there. Of "Wi-Fi: есть" the name tells what is there. */
const isStockColumn = (column: string, cells: readonly string[]): boolean =>
  /^(\d*|holati?|status|ҳолати?|статус|состояние)$/.test(plain(column)) &&
  cells.every((cell) => stockOf(cell) !== null) &&
  cells.some((cell) => /\p{L}{2}/u.test(cell));

const SAMPLE = 50;
const HEADER_WITHIN = 15;

/** Each role but `more` once: by the columns' names, then by what is in them. */
function guessColumns(columns: readonly string[], rows: readonly (readonly string[])[]): ColumnRole[] {
  const guess: ColumnRole[] = columns.map(() => "more");
  const taken = new Set<ColumnRole>();
  const give = (i: number, role: ColumnRole) => {
    if (taken.has(role) || guess[i] !== "more") return;
    taken.add(role);
    guess[i] = role;
  };
  for (const [role] of named)
    for (const [i, column] of columns.entries()) if (roleOf(column) === role) give(i, role);
  const filled = (i: number) => rows.slice(0, SAMPLE).flatMap((row) => row[i]?.trim() || []);
  for (const i of columns.keys()) {
    const cells = filled(i);
    if (cells.length === 0) {
      if (guess[i] === "more") guess[i] = "skip";
    } else if (cells.every(isPicture)) give(i, "picture");
    else if (cells.every(isUrl)) give(i, "link");
    else if (isStockColumn(columns[i] ?? "", cells)) give(i, "stock");
  }
  // The first column of words is the name.
  for (const i of columns.keys()) {
    const cells = filled(i);
    if (cells.length > 0 && cells.filter((cell) => !isNumber(cell) && !isUrl(cell)).length > cells.length / 2)
      give(i, "name");
  }
  return guess;
}

const filledOf = (row: readonly string[]) => row.filter((cell) => cell.trim() !== "").length;

/** Where the names of the columns stand: a title may stand above them. @returns -1: nowhere */
function headerAt(rows: readonly (readonly string[])[]): number {
  let [best, at] = [0, -1];
  for (const [i, row] of rows.slice(0, HEADER_WITHIN).entries()) {
    if (filledOf(row) < 2 || row.some((cell) => isNumber(cell) && /\d{3}/.test(cell))) continue;
    const roles = new Set(row.flatMap((cell) => roleOf(cell) ?? [])).size;
    // "Samsa; 12" is a product.
    if (roles === 0 && row.some(isNumber)) continue;
    const score = roles * 100 + filledOf(row);
    if (score > best) [best, at] = [score, i];
  }
  return at;
}

/** @param cells rows of a sheet @returns null: it has no rows with two columns */
export function tableOf(cells: readonly (readonly string[])[]): TableRead | null {
  const all = cells.filter((row) => filledOf(row) > 0);
  const at = headerAt(all);
  const header = all[at];
  const body = all.slice(at + 1).filter((row) => filledOf(row) > 1 || !header);
  const width = Math.max(0, ...body.map((row) => row.length));
  if (body.length === 0 || width < 2) return null;
  const columns = Array.from({ length: width }, (_, i) => header?.[i]?.trim() || `${i + 1}`);
  const rows = body.map((row) => columns.map((_, i) => row[i]?.trim() ?? ""));
  return { columns, rows, guess: guessColumns(columns, rows) };
}

const scales: readonly [RegExp, number][] = [
  [/(ming|минг|тыс)/, 1_000],
  [/(mln|million|млн|миллион)/, 1_000_000],
];

/** "200 000 soʻm", "1 250,50", "12.500", "15 ming". @returns null: no number, or several, such as a range */
export function priceIn(given: string): number | null {
  const text = plain(given).replace(/\u00a0|\u202f/g, " ");
  const [first, second] = text.match(/\d[\d ]*(?:[.,]\d+)*/g) ?? [];
  if (first === undefined || second !== undefined) return null;
  let digits = first.replace(/ /g, "");
  const marks = digits.match(/[.,]/g) ?? [];
  const last = digits.search(/[.,]\d+$/);
  const decimals = last < 0 ? 0 : digits.length - last - 1;
  // Three digits behind the only mark are thousands, unless it is less than one.
  const isGroup = decimals === 3 && !digits.startsWith("0") && new Set(marks).size === 1;
  if (last >= 0 && !isGroup)
    digits = `${digits.slice(0, last).replace(/[.,]/g, "")}.${digits.slice(last + 1)}`;
  else digits = digits.replace(/[.,]/g, "");
  const scale = scales.find(([words]) => words.test(text))?.[1] ?? 1;
  const price = Math.round(Number(digits) * scale * 100) / 100;
  return price < 1e15 ? price : null;
}

export interface ProductRow {
  name: string;
  article: string | null;
  price: number | null;
  stock: number | null;
  link: string | null;
  picture: string | null;
  /** Other columns, by their names. */
  more: Record<string, string>;
}

/** @returns null: the row has no name */
export function productOf(row: readonly string[], columns: readonly TableColumn[]): ProductRow | null {
  const product: ProductRow = {
    ...{ name: "", article: null, price: null, stock: null, link: null, picture: null, more: {} },
  };
  for (const [i, { name, as }] of columns.entries()) {
    const cell = row[i]?.trim() ?? "";
    if (cell === "" || as === "skip") continue;
    if (as === "name") product.name = product.name ? `${product.name} ${cell}` : cell;
    else if (as === "more") product.more[name] = cell;
    else if (as === "price" || as === "stock") {
      const said = as === "price" ? priceIn(cell) : stockOf(cell);
      const value = said === "some" ? null : said;
      product[as] = value;
      // What the number does not say stays: a currency, a range, "ask us", that there is some.
      if (value === null || (as === "price" && !isNumber(cell))) product.more[name] = cell;
    } else product[as] = cell;
  }
  return product.name ? product : null;
}

const grouped = (value: number) => String(value).replace(/\B(?=(\d{3})+(?!\d)(?=\.|$))/g, " ");

/** What a product has of its own kind, in the order in which it is told. */
const facts = ["article", "price", "stock", "link", "picture"] as const satisfies readonly ColumnRole[];
type ProductFact = (typeof facts)[number];
/** What stands before each fact. A fact without a label stands alone. */
export type ProductLabels = Partial<Record<ProductFact, string>>;

/** The names that the table itself has; a number is no name. */
export const labelsOf = (columns: readonly TableColumn[]): ProductLabels =>
  Object.fromEntries(
    columns.flatMap(({ name, as }) =>
      facts.some((fact) => fact === as) && name && !/^\d+$/.test(name) ? [[as, name]] : [],
    ),
  );

/** Cells that a number was read from, and that say more than it ("$25"), follow a number that has changed; else they go. */
export function withFigures(row: ProductRow, before: ProductRow, labels: ProductLabels): ProductRow {
  const more = { ...row.more };
  for (const fact of ["price", "stock"] as const) {
    const label = labels[fact];
    const cell = label === undefined ? undefined : more[label];
    if (label === undefined || cell === undefined || cell !== before.more[label]) continue;
    if (row[fact] === before[fact]) continue;
    delete more[label];
    if (fact === "stock" || row.price === null || before.price === null) continue;
    const renewed = cell.replace(/\d[\d\s.,]*\d|\d/, grouped(row.price));
    if (priceIn(renewed) === row.price) more[label] = renewed;
  }
  return { ...row, more };
}

/** The row in words, as a model and a member read it. */
export function productPiece(row: ProductRow, labels: ProductLabels): MadePiece {
  const { name, article, price, stock, link, picture, more } = row;
  const figures = {
    ...{ article, link, picture, price: price === null ? null : grouped(price) },
    stock: stock === null ? null : String(stock),
  };
  const lineOf = (fact: ProductFact): string[] => {
    const [label, value] = [labels[fact], figures[fact]];
    // The cell itself says more than the number in it.
    if (!value || (label !== undefined && label in more)) return [];
    return [label === undefined ? value : `${label}: ${value}`];
  };
  const others = Object.entries(more).flatMap(([label, value]) => (value ? `${label}: ${value}` : []));
  const lines = [...facts.slice(0, 3).flatMap(lineOf), ...others, ...facts.slice(3).flatMap(lineOf)];
  return {
    ...{ heading: name, text: [name, ...lines].join("\n"), place: null },
    ...{ article, price, stock, link, picture, more: Object.keys(more).length > 0 ? more : null },
  };
}
