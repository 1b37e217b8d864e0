// `npm run models:list -- [--json]`: lists the models that each key can use.
import { parseArgs } from "node:util";
import { db } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import { checkKey } from "#lib/gemini/models.ts";
import { open } from "#lib/secrets.ts";
import { command, printUsage } from "./start/command.ts";

const usage = "Usage: npm run models:list -- [--json]";

function readArguments() {
  try {
    const { values } = parseArgs({ options: { json: { type: "boolean" }, help: { type: "boolean" } } });
    if (values.help) printUsage(usage);
    return values;
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}

const { json } = readArguments();
await command(async () => {
  const keys = await db.key.findMany({
    orderBy: [{ tenantId: "asc" }, { position: "asc" }],
    include: { tenant: true },
  });
  const results = await Promise.all(
    keys.map(async ({ id, tenantId, tenant, label, last4, secret }) => {
      const plain = open(secret, { tenantId, table: "Key", rowId: id, column: "secret" });
      const check = await checkKey(plain, { baseUrl: env().GEMINI_BASE_URL });
      const key = { tenant: tenant.slug, key: `${label} …${last4}` };
      if (!check.ok)
        return { ...key, ok: false, class: check.failure.class, reason: check.failure.reason, models: [] };
      const usable = check.models.filter(({ methods }) => methods.includes("generateContent"));
      return { ...key, ok: true, class: "ok", reason: null, models: usable.map(({ name }) => name) };
    }),
  );
  if (json) console.log(JSON.stringify({ keys: results }));
  else if (results.length === 0)
    console.log("There are no keys yet. Add one in the dashboard, or set GEMINI_API_KEY.");
  else
    for (const { tenant, key, ok, class: kind, reason, models } of results) {
      console.log(`${ok ? "✓" : "✗"} ${tenant} · ${key}${ok ? "" : ` — ${kind}: ${reason}`}`);
      for (const model of models) console.log(`    ${model}`);
    }
  return results.some(({ ok }) => ok) ? 0 : 1;
});
