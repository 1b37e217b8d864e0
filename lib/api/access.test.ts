// Every endpoint by scope, role and tenant, and what it says of itself. A new endpoint needs a line in `samples`.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import test, { after, before } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { z } from "zod";
import { createShop, createWorker, type Shop } from "#test/builders.ts";
import { startSandbox } from "#test/processes.ts";
import { apiScopes, leftBy } from "../api-tokens/scopes.ts";
import { db } from "../db.ts";
import { can, roles } from "../people/can.ts";
import { endpoints } from "./endpoints.ts";
import { ApiError } from "./failure.ts";
import { ask, tokenFor } from "./fixtures/client.ts";
import { openApiDocument } from "./openapi.ts";

const outside = await startSandbox();
process.env.GEMINI_BASE_URL = outside.url;
process.env.TELEGRAM_API_ROOT = outside.url;
after(() => outside.end());

interface Sample {
  path: string;
  body?: unknown;
}

async function newBot(): Promise<string> {
  const id = randomInt(2 ** 40);
  const token = `${id}:AA${"x".repeat(33)}`;
  await outside.control("POST", "/telegram/bots", { token, username: `shop_${id}_bot`, name: "Shop" });
  return token;
}
async function known(secret: string): Promise<string> {
  await outside.control("PUT", "/gemini/keys", { [secret]: { project: secret } });
  return secret;
}
const conversationOf = async ({ answerId }: Shop) =>
  (await db.answer.findUniqueOrThrow({ where: { id: answerId } })).conversationId;
const order = { version: 1, entries: [{ model: "gemini-2.5-pro", enabled: true }] };

/** One request of each endpoint that succeeds for whoever may. */
const samples: Record<string, (shop: Shop) => Sample | Promise<Sample>> = {
  "GET /me": () => ({ path: "/me" }),
  "GET /bots": () => ({ path: "/bots" }),
  "POST /bots": async () => ({
    path: "/bots",
    body: { token: await newBot(), settings: { prompt: "Be kind." } },
  }),
  "GET /bots/{bot}": ({ botId }) => ({ path: `/bots/${botId}` }),
  "PATCH /bots/{bot}": ({ botId }) => ({ path: `/bots/${botId}`, body: { groups: "off", enabled: false } }),
  "DELETE /bots/{bot}": ({ botId }) => ({ path: `/bots/${botId}` }),
  "GET /keys": () => ({ path: "/keys" }),
  "POST /keys": async ({ newSecret }) => ({
    path: "/keys",
    body: { secret: await known(newSecret), label: "From the API" },
  }),
  "PUT /keys/order": ({ keyId, strayId }) => ({ path: "/keys/order", body: { ids: [strayId, keyId] } }),
  "PATCH /keys/{key}": ({ keyId }) => ({ path: `/keys/${keyId}`, body: { enabled: false } }),
  "DELETE /keys/{key}": ({ keyId }) => ({ path: `/keys/${keyId}` }),
  "POST /keys/{key}/test": async ({ keyId }) => {
    await known(`AQ.${keyId}`);
    return { path: `/keys/${keyId}/test` };
  },
  "GET /models": () => ({ path: "/models" }),
  "PUT /models": () => ({ path: "/models", body: order }),
  "DELETE /models": () => ({ path: "/models" }),
  "GET /bots/{bot}/models": ({ botId }) => ({ path: `/bots/${botId}/models` }),
  "PUT /bots/{bot}/models": ({ botId }) => ({ path: `/bots/${botId}/models`, body: order }),
  "DELETE /bots/{bot}/models": ({ botId }) => ({ path: `/bots/${botId}/models` }),
  "GET /answers": ({ botId }) => ({ path: `/answers?bot=${botId}&class=rate_day` }),
  "GET /answers/{answer}": ({ answerId }) => ({ path: `/answers/${answerId}` }),
  "GET /conversations": () => ({ path: "/conversations" }),
  "GET /conversations/{conversation}": async (shop) => ({
    path: `/conversations/${await conversationOf(shop)}`,
  }),
  "GET /analytics": () => ({ path: "/analytics?range=30d" }),
};
const named = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
const sampleOf = async (name: string, shop: Shop): Promise<Sample> => {
  const sample = samples[name];
  if (!sample) throw new Error(`${name} needs a sample in access.test.ts.`);
  return sample(shop);
};

const document = openApiDocument("http://localhost:3000");
/** What the document says of an answer; null: nothing is sent. */
function publishedSchema({ method, path }: { method: string; path: string }, status: number) {
  // biome-ignore lint/suspicious/noExplicitAny: read as a program does
  const operation = (document.paths as any)[path][method.toLowerCase()];
  const response = operation.responses[status];
  assert.ok(response, `${method} ${path} says nothing of ${status}`);
  const schema = response.content?.["application/json"].schema ?? null;
  return schema?.$ref ? document.components.schemas.Error : schema;
}
function assertPublished(endpoint: { method: string; path: string }, status: number, json: unknown): void {
  const schema = publishedSchema(endpoint, status);
  if (schema === null) assert.equal(json, null);
  else z.fromJSONSchema(schema).parse(json);
}

let [mine, theirs] = [] as unknown as [Shop, Shop];
before(async () => {
  await createWorker();
  [mine, theirs] = [await createShop(), await createShop()];
});

test("the table has a sample for every endpoint, and no other", () => {
  assert.deepEqual(endpoints.map(named).sort(), Object.keys(samples).sort());
});

test("the document is a valid OpenAPI 3.1 document, and every operation in it has an id of its own", async () => {
  const result = await new Validator().validate(structuredClone(document));
  assert.ok(result.valid, JSON.stringify(result.errors));
  const ids = [...JSON.stringify(document).matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, endpoints.length);
});

test("the document has of each operation what a program must send, its token, and when to come again", () => {
  const { paths, components } = document as unknown as {
    paths: Record<string, Record<string, Record<string, unknown>>>;
    components: { securitySchemes: unknown };
  };
  const list = paths["/bots/{bot}"]?.patch;
  assert.ok(list);
  assert.equal(list.operationId, "patchBotsBot");
  assert.deepEqual(list.parameters, [
    { name: "bot", in: "path", required: true, schema: { type: "string", format: "uuid" } },
    { name: "If-Match", in: "header", required: false, schema: { type: "string" } },
  ]);
  assert.partialDeepStrictEqual(list, {
    security: [{ token: ["bots:write"] }],
    requestBody: { required: true, content: { "application/json": { schema: { type: "object" } } } },
    responses: { 429: { headers: { "Retry-After": { schema: { type: "integer" } } } } },
  });
  assert.equal(paths["/bots"]?.get?.requestBody, undefined);
  assert.deepEqual(components.securitySchemes, {
    token: { type: "http", scheme: "bearer", description: "bf_…" },
  });
  const undescribed = endpoints.filter(({ summary, tag }) => !summary || !tag);
  assert.deepEqual(undescribed.map(named), []);
});

for (const endpoint of endpoints) {
  const name = named(endpoint);
  const { method, scope } = endpoint;
  const needed = scope ? leftBy([scope]) : [];
  const isAllowed = (role: (typeof roles)[number]) => needed.every((each) => can(role, each));
  const those = roles.filter(isAllowed);

  test(`${name}: nobody without a token, without its scope or with less than ${those[0]}`, async () => {
    const { path, body } = await sampleOf(name, mine);
    const { tenantId } = mine.context;
    const before = await db.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    const audits = await db.audit.count({ where: { tenantId, action: { not: "apiToken.place" } } });
    const refusals = [{ ...(await ask(null, method, path, { body })), expected: 401 }];
    if (scope) {
      const scopes = apiScopes.filter((each) => each !== scope);
      const token = await tokenFor(mine.context, { scopes });
      const refused = await ask(token, method, path, { body });
      assert.equal(refused.json.error.code, "token_scope");
      refusals.push({ ...refused, expected: 403 });
    }
    for (const role of roles.filter((each) => !isAllowed(each))) {
      const refused = await ask(await tokenFor(mine.context, { role }), method, path, { body });
      refusals.push({ ...refused, expected: 403 });
    }
    for (const { status, json, text, expected } of refusals) {
      assert.equal(status, expected, text);
      assertPublished(endpoint, status, json);
      assert.ok(!text.includes(mine.mark), text);
    }
    const now = await db.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    assert.equal(now.configVersion, before.configVersion, "somebody who may not has changed something");
    assert.equal(await db.audit.count({ where: { tenantId, action: { not: "apiToken.place" } } }), audits);
  });

  test(`${name}: the answer to the least who may, ${those[0]}, is as published, has no secret and nothing of another tenant`, async () => {
    const own = await createShop();
    const sealed = JSON.stringify([
      await db.key.findMany({ where: { tenantId: own.context.tenantId } }),
      await db.bot.findMany({ where: { tenantId: own.context.tenantId }, omit: { telegramId: true } }),
    ]);
    const { path, body } = await sampleOf(name, own);
    const token = await tokenFor(own.context, { role: those[0] ?? "owner" });
    const { status, json, text, headers } = await ask(token, method, path, { body });
    assert.equal(status, endpoint.status ?? 200, text);
    assertPublished(endpoint, status, json);
    assert.ok(!text.includes(theirs.mark) && !text.includes(theirs.context.tenantId));
    const secrets = [own.newSecret, `AQ.${own.keyId}`, `AQ.${own.strayId}`, "100:token", token];
    const stored = [...sealed.matchAll(/v1\.[\w.+/=-]{20,}/g)].map(([each]) => each);
    assert.ok(stored.length >= 3);
    for (const secret of [...secrets, ...stored]) assert.ok(!text.includes(secret), secret);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("access-control-allow-origin"), null);
  });

  if (endpoint.path.includes("{"))
    test(`${name}: another tenant's id is as good as none, and so is what is no id`, async () => {
      const { path, body } = await sampleOf(name, theirs);
      const token = await tokenFor(mine.context);
      const { tenantId } = theirs.context;
      const before = await db.tenant.findUniqueOrThrow({ where: { id: tenantId } });
      const [foreign, none] = [
        await ask(token, method, path, { body }),
        await ask(token, method, path.replace(/[0-9a-f-]{36}/, "nothing"), { body }),
      ];
      for (const { status, json, text } of [foreign, none]) {
        assert.equal(status, 404, text);
        assertPublished(endpoint, status, json);
        assert.ok(!text.includes(theirs.mark));
      }
      const now = await db.tenant.findUniqueOrThrow({ where: { id: tenantId } });
      assert.equal(now.configVersion, before.configVersion);
    });
}

test("ids of another tenant in a body are not found either", async () => {
  const token = await tokenFor(mine.context);
  const { status, json } = await ask(token, "PUT", "/keys/order", { body: { ids: [theirs.keyId] } });
  assert.deepEqual([status, ApiError.parse(json).error.code], [404, "not_found"]);
  const answers = await ask(token, "GET", `/answers?bot=${theirs.botId}&conversation=${theirs.answerId}`);
  assert.deepEqual(answers.json, { answers: [], next: null });
});
