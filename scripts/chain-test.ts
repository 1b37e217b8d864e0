// `npm run chain:test -- [--bot USERNAME] [--json] [--all] ["message"]`: sends one message through the real chain.
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { parseArgs } from "node:util";
import { sharedClaims, startParks } from "#lib/chain-state/park-sync.ts";
import { db } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import { type Attempt, Board, compileChain, type Provider, type Walk, walk } from "#lib/fallback/index.ts";
import { geminiProvider } from "#lib/gemini/provider.ts";
import type { GeminiRequest } from "#lib/gemini/request.ts";
import { loadTenant, type TenantConfig } from "#lib/live-config/snapshot.ts";
import { PLATFORM_TENANT } from "#lib/shared-keys/tenant.ts";
import { command, printUsage } from "./start/command.ts";

const usage = 'Usage: npm run chain:test -- [--bot USERNAME] [--json] [--all] ["message"]';
const options = {
  bot: { type: "string" },
  json: { type: "boolean" },
  all: { type: "boolean" },
  help: { type: "boolean" },
} as const;

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (values.help) printUsage(usage);
    if (positionals.length > 1) throw new Error("Put the message in quotes.");
    return { ...values, message: positionals[0] ?? "Salom! Bir jumlada javob ber." };
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}

/** The chain of the named bot, else of the oldest bot, else of the oldest tenant. */
async function choose(username: string | undefined) {
  const name = username?.replace(/^@/, "");
  const bot = await db.bot.findFirst({
    where: name ? { username: { equals: name, mode: "insensitive" } } : {},
    orderBy: { createdAt: "asc" },
  });
  if (name && !bot) throw new Error(`There is no bot @${name}.`);
  const tenantId = bot?.tenantId ?? (await db.tenant.findFirst({ orderBy: { createdAt: "asc" } }))?.id;
  const config = tenantId ? await loadTenant(tenantId) : null;
  if (!config) throw new Error("There is no tenant yet.");
  return {
    config,
    chain: (bot && config.bots.get(bot.id)?.chain) ?? config.chain,
    prompt: bot?.prompt ?? "",
  };
}

function request(prompt: string, message: string): GeminiRequest {
  return { ...(prompt ? { system: prompt } : {}), history: [{ role: "user", parts: [{ text: message }] }] };
}

type Result = Pick<Walk, "outcome" | "text" | "attempts" | "waitedMs">;

/** Tries every candidate once on an empty board, so parked ones are included; keeps nothing learned. */
async function tryAll(
  { chain }: { chain: TenantConfig["chain"] },
  provider: Provider<GeminiRequest>,
  ask: GeminiRequest,
  known: TenantConfig["known"],
) {
  const all: Result = { outcome: "exhausted", text: "", attempts: [], waitedMs: 0 };
  for (const { model, key } of chain.candidates) {
    const alone = compileChain({ owner: chain.owner, models: [model], keys: [key] });
    const limits = { attempts: 1 };
    const result = await walk({ chain: alone, board: new Board(), provider, request: ask, limits, known });
    all.attempts.push(...result.attempts);
    if (result.outcome === "answered" && all.outcome !== "answered") {
      Object.assign(all, { outcome: result.outcome, text: result.text });
    }
  }
  return all;
}

const iso = (until: number | null) => (until === null ? null : new Date(until).toISOString());
const keyName = ({ key }: Attempt) => `${key.label} …${key.last4}`;

function report({ outcome, text, attempts, waitedMs }: Result): void {
  for (const attempt of attempts) {
    const { model, class: kind, httpStatus, reason, parks, ms } = attempt;
    const until = parks && (parks.until === null ? "until the key is edited" : `until ${iso(parks.until)}`);
    console.log(`${kind === "ok" ? "✓" : "✗"} ${model} · ${keyName(attempt)} · ${Math.round(ms)} ms`);
    if (kind !== "ok")
      console.log(`    ${kind}${httpStatus ? ` (${httpStatus})` : ""}: ${reason ?? "no reason given"}`);
    if (parks) console.log(`    parked: ${parks.scope} ${parks.id}, ${until}`);
  }
  if (waitedMs) console.log(`waited ${Math.round(waitedMs)} ms for a free candidate`);
  if (outcome === "answered") console.log(`\n${text}`);
  else if (attempts.length === 0)
    console.log("No attempt: there are no usable keys or models, or all are parked.");
  else console.log("\nNo candidate answered.");
}

const { bot, json, all, message } = readArguments();
await command(async () => {
  const { config, chain, prompt } = await choose(bot);
  const shared = config.sharedCalls > 0 ? await loadTenant(PLATFORM_TENANT) : null;
  const provider = geminiProvider({
    baseUrl: env().GEMINI_BASE_URL,
    secretOf: (keyId) => config.secrets.get(keyId) ?? shared?.secrets.get(keyId),
  });
  const ask = request(prompt, message);

  const workerId = randomUUID();
  const board = new Board({ claims: sharedClaims(workerId), egress: hostname() });
  const parks = await startParks({ workerId, board });
  const result: Result = all
    ? await tryAll({ chain }, provider, ask, config.known)
    : await walk({ chain, board, provider, request: ask, known: config.known });
  await parks.stop();

  const ok = result.outcome === "answered";
  if (json) {
    const attempts = result.attempts.map((attempt) => {
      const { model, class: kind, httpStatus, reason, ms } = attempt;
      const parked = attempt.parks && { ...attempt.parks, until: iso(attempt.parks.until) };
      return {
        model,
        key: keyName(attempt),
        class: kind,
        httpStatus,
        reason,
        parks: parked,
        ms: Math.round(ms),
      };
    });
    console.log(JSON.stringify({ ok, text: result.text, attempts, waited: Math.round(result.waitedMs) }));
  } else report(result);
  return ok ? 0 : 1;
});
