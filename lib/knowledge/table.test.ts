// Tables of products as shops write them: which column is what, and what a row says.
import assert from "node:assert/strict";
import test from "node:test";
import { usualLabels } from "./labels.ts";
import { labelsOf, priceIn, productOf, productPiece, tableOf, withFigures } from "./table.ts";

test("columns are recognised by their names in Uzbek, Russian and English, below a title", () => {
  const uzbek = tableOf([
    ["Doʻkon narxlari", "", "", ""],
    ["Artikul", "Mahsulot nomi", "Narxi, soʻm", "Qoldiq", "Rangi"],
    ["A-1", "Koʻylak", "120 000", "4", "qizil"],
  ]);
  assert.deepEqual(uzbek?.guess, ["article", "name", "price", "stock", "more"]);
  const russian = tableOf([
    ["№", "Наименование товара", "Цена", "Фото", "Ссылка", "Наличие"],
    ["1", "Чайник", "250000", "https://a.uz/1.jpg", "https://a.uz/1", "есть"],
  ]);
  assert.deepEqual(russian?.guess, ["more", "name", "price", "picture", "link", "stock"]);
  const cyrillic = tableOf([
    ["Маҳсулот", "Нархи", "Код"],
    ["Нон", "5000", "7"],
  ]);
  assert.deepEqual(cyrillic?.guess, ["name", "price", "article"]);
  assert.deepEqual(
    tableOf([
      ["Name", "Price"],
      ["Tea", "5"],
    ])?.guess,
    ["name", "price"],
  );
});

test("without names of columns all rows stay that have something, and the first column of words is the name", () => {
  const table = tableOf([
    ["7", "Non", "5000"],
    ["", " ", ""],
    ["8", "Choy", "12000"],
  ]);
  assert.equal(table?.rows.length, 2);
  assert.deepEqual(table?.guess, ["more", "name", "more"]);
  assert.equal(tableOf([["only"], ["one"], ["column"]]), null);
  assert.equal(tableOf([]), null);
});

test("the names of the columns stand where most are known, whatever else fills a row above; each role is given once", () => {
  const table = tableOf([
    ["Doʻkon", "Toshkent", "Chilonzor", "metro", "yonida"],
    ["Nomi", "Narxi", "Narxi, dollar", "Izoh", ""],
    ["Choynak", "50 000", "4", "sirli", ""],
    ["Piyola", "9 000", "1", "", ""],
  ]);
  assert.deepEqual(table?.columns, ["Nomi", "Narxi", "Narxi, dollar", "Izoh", "5"]);
  assert.deepEqual(table?.guess, ["name", "price", "more", "more", "skip"]);
  assert.deepEqual(table?.rows[1], ["Piyola", "9 000", "1", "", ""]);
  const late = [
    ...Array.from({ length: 15 }, (_, n) => [`Gap ${n}`, ""]),
    ["Nomi", "Narxi"],
    ["Non", "5000"],
  ];
  assert.deepEqual(tableOf(late)?.columns, ["1", "2"], "too far below");
});

test("the role of a column is told by its name in any of the usual spellings, and by no other word that ends alike", () => {
  const roles = (...names: string[]) =>
    tableOf([
      ["Nomi", ...names],
      ["Non", ...names.map(() => "a")],
    ])?.guess.slice(1);
  for (const stock of ["Қолдиқ", "Бор-йўқ", "Бор йўқ", "Кол-во", "Колво", "Miqdori", "Остаток", "Qty"])
    assert.deepEqual(roles(stock), ["stock"], stock);
  for (const article of ["Artikul", "Артикул", "Артикулы", "Арт.", "SKU", "Kod", "Shtrix-kod"])
    assert.deepEqual(roles(article), ["article"], article);
  assert.deepEqual(roles("Promokod", "Артист", "Rangi"), ["more", "more", "more"]);
  const twice = tableOf([
    ["Nomi", "Narxi"],
    ["Mahsulot", "Baho"],
    ["Non", "5000"],
  ]);
  assert.deepEqual(twice?.columns, ["Nomi", "Narxi"], "of two such rows the upper one");
  assert.deepEqual(
    labelsOf([
      { name: "Rangi", as: "more" },
      { name: "Narxi", as: "price" },
      { name: "", as: "stock" },
    ]),
    { price: "Narxi" },
  );
});

test("a row may be longer than the names of the columns; a column of which half is numbers is no name", () => {
  const longer = tableOf([
    ["Nomi", "Narxi"],
    ["Non", "5000", "issiq"],
  ]);
  assert.deepEqual(longer?.columns, ["Nomi", "Narxi", "3"]);
  const halves = tableOf([
    ["500", "Non", "5000"],
    ["abc", "Choy", "6000"],
  ]);
  assert.deepEqual(halves?.guess, ["more", "name", "more"]);
});

test("a first row with a number is a product, however small the number, unless it names columns", () => {
  const bare = tableOf([
    ["Somsa", "12"],
    ["Norin", "25"],
  ]);
  assert.deepEqual(bare?.rows, [
    ["Somsa", "12"],
    ["Norin", "25"],
  ]);
  const named = tableOf([
    ["Nomi", "1"],
    ["Norin", "25"],
  ]);
  assert.deepEqual(named?.rows, [["Norin", "25"]]);
});

test("pictures and links are known by what is in them; a column that is mostly numbers is no name", () => {
  const table = tableOf([
    ["177", "Non", "http://a.uz/non.JPG?x=1", "https://a.uz/non"],
    ["178", "Choy", "", "https://a.uz/choy"],
  ]);
  assert.deepEqual(table?.guess, ["more", "name", "picture", "link"]);
});

test("a name that is told in two columns is one; figures and addresses stand in their own order, and a column without a label alone", () => {
  const columns = [
    { name: "Nomi", as: "name" },
    { name: "Turi", as: "name" },
    { name: "Sayt", as: "link" },
    { name: "Rasm", as: "picture" },
    { name: "Kod", as: "article" },
    { name: "3", as: "price" },
    { name: "Soni", as: "stock" },
  ] as const;
  const row = productOf(
    ["Choynak", "sirli", "https://a.uz", "https://a.uz/1.jpg", "CH-1", "1250.5", "0"],
    columns,
  );
  assert.ok(row);
  assert.deepEqual(row, {
    ...{ name: "Choynak sirli", article: "CH-1", price: 1_250.5, stock: 0, more: {} },
    ...{ link: "https://a.uz", picture: "https://a.uz/1.jpg" },
  });
  const { text, more, ...piece } = productPiece(row, labelsOf(columns));
  assert.deepEqual(text.split("\n"), [
    "Choynak sirli",
    "Kod: CH-1",
    "1 250.5",
    "Soni: 0",
    "Sayt: https://a.uz",
    "Rasm: https://a.uz/1.jpg",
  ]);
  assert.equal(more, null);
  assert.partialDeepStrictEqual(piece, {
    heading: "Choynak sirli",
    article: "CH-1",
    price: 1_250.5,
    stock: 0,
  });
});

test("a price is read however it is written; of a range no number is made up", () => {
  const prices: [string, number | null][] = [
    ["200 000 soʻm", 200_000],
    ["200\u00a0000", 200_000],
    ["1 250,50", 1_250.5],
    ["12.500", 12_500],
    ["1,250,000.00", 1_250_000],
    ["1.250.000", 1_250_000],
    ["0.125", 0.13],
    ["19.9", 19.9],
    ["15 ming", 15_000],
    ["1,5 млн", 1_500_000],
    ["$25", 25],
    ["5 000 – 7 000", null],
    ["kelishilgan", null],
    ["", null],
  ];
  for (const [text, price] of prices) assert.equal(priceIn(text), price, text);
});

test("a column that says in words whether a thing is there is the stock, if its name tells nothing else", () => {
  const guess = (name: string, ...cells: string[]) =>
    tableOf([["Nomi", "Narxi", name], ...cells.map((cell, i) => [`Choynak ${i}`, "50000", cell])])?.guess[2];
  assert.equal(guess("Holati", "Bor", "Yoʻq", "bor, 5 ta"), "stock");
  assert.equal(guess("Статус", "в наличии", "нет"), "stock");
  assert.equal(guess("Availability", "in stock", "pre-order"), "stock");
  assert.equal(guess("Wi-Fi", "есть", "нет"), "more");
  assert.equal(guess("Holati", "yangi", "bor"), "more");
  assert.equal(guess("Holati", "5", "7"), "more", "numbers alone may be of anything");
});

test("a row that is sold out in words has none, and one that is there keeps its word", () => {
  const columns = [
    { name: "Nomi", as: "name" },
    { name: "Qoldiq", as: "stock" },
  ] as const;
  const [gone, there, five] = ["Tugagan", "Bor", "Bor, 5 ta"].map((cell) =>
    productOf(["Choynak", cell], columns),
  );
  assert.deepEqual([gone?.stock, gone?.more], [0, {}]);
  assert.deepEqual([there?.stock, there?.more], [null, { Qoldiq: "Bor" }]);
  assert.deepEqual([five?.stock, five?.more], [5, {}]);
});

test("a row keeps what a number does not say, and its text names every fact", () => {
  const columns = [
    { name: "Nomi", as: "name" },
    { name: "Narxi", as: "price" },
    { name: "Qoldiq", as: "stock" },
    { name: "Rangi", as: "more" },
    { name: "№", as: "skip" },
  ] as const;
  const dollars = productOf(["Soat", "$25", "bor", "qora", "1"], columns);
  assert.deepEqual(
    [dollars?.price, dollars?.stock, dollars?.more],
    [25, null, { Narxi: "$25", Qoldiq: "bor", Rangi: "qora" }],
  );
  const plain = productOf(["Koʻylak", "1 120 000", "4", "", ""], columns);
  assert.ok(plain);
  const labels = labelsOf(columns);
  assert.deepEqual(productPiece(plain, labels).text.split("\n"), [
    "Koʻylak",
    "Narxi: 1 120 000",
    "Qoldiq: 4",
  ]);
  assert.ok(dollars);
  assert.deepEqual(
    productPiece(dollars, labels).text.split("\n"),
    ["Soat", "Narxi: $25", "Qoldiq: bor", "Rangi: qora"],
    "each fact once, as the table has it",
  );
  assert.equal(productOf(["", "5", "", "", ""], columns), null);
});

test("a table without names of columns is told in the language of its products, and of its tenant where they are of none", () => {
  assert.equal(usualLabels(["Чайник", "Самовар"], "uz").price, "Цена");
  assert.equal(usualLabels(["Чойнак", "Кўйлак"], "uz").price, "Нархи");
  assert.equal(usualLabels(["iPhone 15"], "uz").stock, "Qoldiq");
  assert.equal(usualLabels(["iPhone 15"], "ru").stock, "В наличии");
  assert.deepEqual(labelsOf([{ name: "2", as: "price" }]), {});
});

test("a cell that a price was read from follows the price that a member changes", () => {
  const labels = { price: "Narxi", stock: "Qoldiq" };
  const row = { ...{ name: "Soat", article: null, stock: null, link: null, picture: null } };
  const changed = (cell: string, before: number | null, price: number | null) => {
    const more = { Narxi: cell };
    return withFigures({ ...row, price, more }, { ...row, price: before, more }, labels).more;
  };
  assert.deepEqual(changed("85 000 soʻm", 85_000, 90_000), { Narxi: "90 000 soʻm" });
  assert.deepEqual(changed("$25", 25, 30.5), { Narxi: "$30.5" });
  assert.deepEqual(changed("15 ming", 15_000, 16_000), {}, "what can no longer be true goes");
  assert.deepEqual(changed("5 000 – 7 000", null, 6_000), {});
  assert.deepEqual(changed("$25", 25, null), {});
  assert.deepEqual(changed("$25", 25, 25), { Narxi: "$25" });
  const stock = { ...row, price: null, more: { Qoldiq: "12 ta", Rangi: "qora" } };
  assert.deepEqual(withFigures({ ...stock, stock: 3 }, { ...stock, stock: 12 }, labels).more, {
    Rangi: "qora",
  });
  const edited = { ...stock, stock: 3, more: { Qoldiq: "3 ta" } };
  assert.deepEqual(
    withFigures(edited, { ...stock, stock: 12 }, labels).more,
    { Qoldiq: "3 ta" },
    "written anew",
  );
});
