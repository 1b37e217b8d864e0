// `npm run demo`, without its dashboard and worker.
import "#test/database.ts";
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { readEnv } from "#lib/env.ts";
import { freePort } from "#test/ports.ts";

process.env.SANDBOX_PORT = String(await freePort());
for (const name of ["ADMIN_EMAIL", "ADMIN_PASSWORD", "TELEGRAM_API_ROOT", "GEMINI_BASE_URL"])
  delete process.env[name];
const { prepareDemo } = await import("./demo.ts");
const sandbox = await prepareDemo();
after(() => sandbox.stop());

test("whoever signs in as the demo says is the owner of every demo tenant, each with its bots and keys", async () => {
  const { importEnvironment } = await import("./import.ts");
  const { seedDemoTenants } = await import("./demo-tenants.ts");
  const { signIn } = await import("#lib/people/sign-in.ts");
  const { db } = await import("#lib/db.ts");
  await importEnvironment(readEnv(process.env));
  await seedDemoTenants();
  const { ADMIN_EMAIL = "", ADMIN_PASSWORD = "" } = process.env;
  const { userId } = await signIn(ADMIN_EMAIL, ADMIN_PASSWORD, { address: "127.0.0.1", device: null });
  const tenants = await db.tenant.findMany({
    where: { slug: { not: "main" } },
    select: { members: true, _count: { select: { bots: true, keys: true } } },
  });
  assert.ok(tenants.length > 1);
  for (const { members, _count: count } of tenants) {
    assert.deepEqual(
      members.map((member) => [member.userId, member.role]),
      [[userId, "owner"]],
    );
    assert.ok(count.bots > 0 && count.keys > 0);
  }
});
