// `npm run replay -- …`: simulates the last 24 hours, or a made-up day, with another model order or set of keys.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { Context } from "#lib/context.ts";
import { db } from "#lib/db.ts";
import { keyNames } from "#lib/keys/names.ts";
import { dollarsOf } from "#lib/prices/cost.ts";
import { Schedule } from "#lib/replay/made-up.ts";
import type { Replayed } from "#lib/replay/replay.ts";
import { type Tried, tryOut } from "#lib/replay/try.ts";
import { command, printUsage } from "./start/command.ts";

const usage = `Usage: npm run replay -- [--tenant SLUG] [--bot USERNAME] [--models A,B,…] [--without "KEY LABEL"]…
                        [--more COUNT] [--messages COUNT | --schedule FILE.json] [--json]
  --without   leave this key out; may be repeated
  --more      add this many keys, each in its own project
  --messages  simulate a made-up day of this many messages instead of the last 24 hours
  --schedule  simulate a made-up day from a file (format: docs/replay.md)`;

const options = {
  tenant: { type: "string" },
  bot: { type: "string" },
  models: { type: "string" },
  without: { type: "string", multiple: true, default: [] as string[] },
  more: { type: "string", default: "0" },
  messages: { type: "string" },
  schedule: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

function refuse(error: unknown): never {
  const said = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
  console.error(`${said}\n${usage}`);
  process.exit(2);
}

function readSchedule(file: string | undefined, messages: string | undefined): Schedule | null {
  if (file !== undefined && messages !== undefined)
    throw new Error("Give --messages or --schedule, not both.");
  if (file !== undefined) return Schedule.parse(JSON.parse(readFileSync(file, "utf8")));
  return messages === undefined ? null : Schedule.parse({ messages: Number(messages) });
}

function readArguments() {
  try {
    const { more, schedule, messages, models, help, ...rest } = parseArgs({ options }).values;
    if (help) printUsage(usage);
    const count = z.coerce.number("--more must be a number").int().min(0).max(100).parse(more);
    const order = models === undefined ? null : models.split(",").map((model) => model.trim());
    return { ...rest, more: count, models: order, schedule: readSchedule(schedule, messages) };
  } catch (error) {
    return refuse(error);
  }
}

/** The named tenant, else the one of the oldest bot, else the oldest. */
async function tenantOf(slug: string | undefined) {
  const orderBy = { createdAt: "asc" } as const;
  if (slug) return db.tenant.findFirst({ where: { slug } });
  const bot = await db.bot.findFirst({ orderBy, include: { tenant: true } });
  return bot?.tenant ?? db.tenant.findFirst({ orderBy });
}

async function choose({ tenant: slug, bot: name, without, more }: ReturnType<typeof readArguments>) {
  const tenant = await tenantOf(slug);
  if (!tenant) throw new Error(slug ? `There is no tenant ${slug}.` : "There is no tenant yet.");
  const tenantId = tenant.id;
  const username = name?.replace(/^@/, "");
  const bot = username ? await db.bot.findFirst({ where: { tenantId, username } }) : null;
  if (username && !bot) throw new Error(`There is no bot @${username}.`);
  const context: Context = { tenantId, role: "viewer", actorId: null };
  const keys = await keyNames(context);
  if (keys.length === 0 && more === 0)
    throw new Error(`Tenant ${tenant.slug} has no keys. Add one, or name another tenant with --tenant.`);
  const ids = without.map((label) => {
    const key = keys.find((each) => each.label === label);
    if (!key)
      throw new Error(
        `There is no key "${label}". The keys are: ${keys.map((each) => each.label).join(", ")}.`,
      );
    return key.id;
  });
  return { context, tenant: tenant.slug, botId: bot?.id ?? null, without: ids };
}

const seconds = (ms: number | null) => (ms === null ? "–" : `${(ms / 1000).toFixed(1)} s`);
const dollars = (micros: number | null) => (micros === null ? "unknown" : `$${dollarsOf(micros).toFixed(4)}`);

/** "$0.0120 instead of $0.0300 (-60 %)". */
function costLine(asIs: Replayed, changed: Replayed): string {
  const [before, after] = [asIs.costMicros, changed.costMicros];
  if (before === null || after === null) return "Estimated cost: unknown, because a price is missing.";
  const percent = before
    ? ` (${after > before ? "+" : ""}${Math.round((100 * (after - before)) / before)} %)`
    : "";
  return `Estimated cost: ${dollars(after)} instead of ${dollars(before)}${percent}.`;
}

function report(tenant: string, { from, to, asIs, changed, untried, unlimited, assumed }: Tried): void {
  const row = (name: string, of: (side: Replayed) => string | number) =>
    console.log(`${name.padEnd(24)}${String(of(asIs)).padStart(14)}${String(of(changed)).padStart(14)}`);
  console.log(costLine(asIs, changed));
  console.log(`${asIs.asked} messages of tenant ${tenant}, ${from.toISOString()} to ${to.toISOString()}\n`);
  console.log(`${"".padEnd(24)}${"as it is".padStart(14)}${"changed".padStart(14)}`);
  row("answered at once", ({ answered }) => answered);
  row("answered later", ({ later }) => later);
  row("refused by models", ({ refused }) => refused);
  row("not answered", ({ unanswered }) => unanswered);
  row("attempts per message", ({ attempts, asked }) => (asked ? (attempts / asked).toFixed(2) : "–"));
  row("estimated cost", ({ costMicros }) => dollars(costMicros));
  row("median time", ({ medianMs }) => seconds(medianMs));
  row("95 % within", ({ p95Ms }) => seconds(p95Ms));
  for (const [title, { served }] of [
    ["as it is", asIs],
    ["changed", changed],
  ] as const) {
    console.log(`\nWho answered, ${title}:`);
    for (const { model, key, answers } of served)
      console.log(`${String(answers).padStart(8)}  ${model} · ${key.label}`);
  }
  const note = (words: string, models: string[]) =>
    models.length ? console.log(`\n${words}: ${models.join(", ")}`) : undefined;
  note("Speed is a guess (never used yet)", untried);
  note("Limits are assumed to be those of the free plan (never reached yet)", assumed);
  note("Assumed to have no limit (no limit is known)", unlimited);
}

const given = readArguments();
await command(async () => {
  const { context, tenant, botId, without } = await choose(given);
  const { models, more, schedule, json } = given;
  const tried = await tryOut(context, { botId, models, without, more, schedule });
  if (json) console.log(JSON.stringify(tried));
  else report(tenant, tried);
  return 0;
});
