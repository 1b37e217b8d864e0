// What a key check stores, against a server with scripted responses.
import "#test/database.ts";
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import test, { after } from "node:test";
import { createKey, createTenant } from "#test/builders.ts";
import { db } from "../db.ts";
import { checkKeys } from "./check.ts";

let answer: () => Promise<{ status?: number; body: object }>;
const server = createServer(async (_, response) => {
  const { status = 200, body } = await answer();
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}).listen(0, "127.0.0.1");
await once(server, "listening");
process.env.GEMINI_BASE_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
after(() => {
  server.closeAllConnections();
  server.close();
});

const listing = {
  models: [
    { name: "models/gemini-2.5-flash", supportedGenerationMethods: ["generateContent", "countTokens"] },
    { name: "models/gemini-embedding-001", supportedGenerationMethods: ["embedContent"] },
  ],
};
const leaked = {
  error: {
    code: 403,
    status: "PERMISSION_DENIED",
    message: "Your API key was reported as leaked. Please use another API key.",
  },
};

test("a successful check stores the key's generating models and adds all models to the catalogue", async () => {
  const context = await createTenant();
  const id = await createKey(context);
  answer = async () => ({ body: listing });
  assert.deepEqual([...(await checkKeys(context))], [[id, { class: "ok", reason: null, models: 1 }]]);
  const key = await db.key.findUniqueOrThrow({ where: { id } });
  assert.deepEqual([key.checkClass, key.models], ["ok", ["gemini-2.5-flash"]]);
  assert.equal(await db.model.count(), 2);
});

test("the same listing in another order is no news for the workers", async () => {
  const context = await createTenant();
  const names = ["gemini-a", "gemini-c", "gemini-b"];
  const listed = names.map((name) => ({
    name: `models/${name}`,
    supportedGenerationMethods: ["generateContent"],
  }));
  await createKey(context, { models: names.toSorted() });
  const version = async () =>
    (await db.tenant.findUniqueOrThrow({ where: { id: context.tenantId } })).configVersion;
  const before = await version();
  answer = async () => ({ body: { models: listed } });
  await checkKeys(context);
  assert.equal(await version(), before);
});

test("a failed check keeps the key's model listing and its parks", async () => {
  const context = await createTenant();
  const id = await createKey(context, { checkClass: "ok", models: ["m1"] });
  const park = { tenantId: context.tenantId, class: "key_blocked", reason: "", since: new Date() } as const;
  await db.park.create({ data: { scope: "key", id, ...park } });
  answer = async () => ({ status: 403, body: leaked });
  await checkKeys(context, [id]);
  const key = await db.key.findUniqueOrThrow({ where: { id } });
  assert.deepEqual([key.checkClass, key.models], ["key_blocked", ["m1"]]);
  assert.equal(await db.park.count({ where: { id } }), 1);
});

test("the check of a secret that was replaced meanwhile does not apply to the new one", async () => {
  const context = await createTenant();
  const id = await createKey(context, { checkClass: "ok", models: ["m1"] });
  const park = {
    tenantId: context.tenantId,
    class: "key_blocked",
    reason: "of the new one",
    since: new Date(),
  } as const;
  answer = async () => {
    await db.key.update({ where: { id }, data: { secretIndex: "another" } });
    await db.park.create({ data: { scope: "key", id, ...park } });
    return { body: { models: [] } };
  };
  await checkKeys(context, [id]);
  const { checkedAt, models } = await db.key.findUniqueOrThrow({ where: { id } });
  assert.deepEqual([checkedAt, models], [null, ["m1"]]);
  assert.equal(await db.park.count({ where: { id } }), 1);
});

test("a response that names the key's project stores the project", async () => {
  const context = await createTenant();
  const id = await createKey(context);
  const details = [{ reason: "SERVICE_DISABLED", metadata: { consumer: "projects/314159" } }];
  answer = async () => ({ status: 403, body: { error: { ...leaked.error, details } } });
  await checkKeys(context, [id]);
  const { project } = await db.key.findUniqueOrThrow({ where: { id }, include: { project: true } });
  assert.equal(project?.number, "314159");
});
