// Products as members write, import and change them.
import "#test/database.ts";
import assert from "node:assert/strict";
import test from "node:test";
import { createBot, createTenant } from "#test/builders.ts";
import { db } from "../db.ts";
import { importProducts, listProducts, saveProduct } from "./products.ts";
import { addProducts } from "./sources.ts";

const bare = { article: null, price: null, stock: null, link: null, picture: null, more: {} };
const columns = [
  { name: "Наименование", as: "name" },
  { name: "Цена, сум", as: "price" },
  { name: "Остаток", as: "stock" },
] as const;

test("a table keeps its own words for its facts when its products are changed; those of two tenants are apart", async () => {
  const [shop, other] = [await createTenant(), await createTenant()];
  await db.tenant.update({ where: { id: other.tenantId }, data: { locale: "ru" } });
  const { id } = await addProducts(shop, await createBot(shop), "Narxlar");
  const textsOf = async (sourceId: string) => {
    const pieces = await db.piece.findMany({
      where: { version: { sourceId } },
      orderBy: { position: "asc" },
    });
    return pieces.map(({ text }) => text);
  };
  await importProducts(shop, id, { columns, rows: [["Чайник", "85 000 сум", "4"]] });
  const [kettle] = (await listProducts(shop, id, {})).products;
  assert.ok(kettle);
  await saveProduct(shop, id, { ...kettle, price: 90_000, stock: 3 });
  await saveProduct(shop, id, { ...bare, name: "iPhone", price: 5 });
  assert.deepEqual(await textsOf(id), ["Чайник\nОстаток: 3\nЦена, сум: 90 000 сум", "iPhone\nЦена, сум: 5"]);
  const written = await addProducts(other, await createBot(other), "Прайс");
  await saveProduct(other, written.id, { ...bare, name: "iPhone", price: 5, stock: 0 });
  await saveProduct(other, written.id, { ...bare, name: "Choynak", price: 6 });
  assert.deepEqual(await textsOf(written.id), ["iPhone\nЦена: 5\nВ наличии: 0", "Choynak\nЦена: 6"]);
  const russian = await addProducts(shop, await createBot(shop), "Прайс");
  await saveProduct(shop, russian.id, { ...bare, name: "Самовар электрический", price: 7 });
  const made = await addProducts(shop, await createBot(shop), "Narxlar");
  await saveProduct(shop, made.id, { ...bare, name: "Choynak", article: "CH-1", price: 6 });
  assert.deepEqual(await textsOf(made.id), ["Choynak\nArtikul: CH-1\nNarxi: 6"], "whatever other tables say");
});
