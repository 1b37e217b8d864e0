// `npm run dead-letters -- …`: messages that were given up, with the reason; another try, or none.
import { parseArgs } from "node:util";
import type { Context } from "#lib/context.ts";
import { db } from "#lib/db.ts";
import { discardDeadLetters, retryDeadLetters } from "#lib/dead-letters/decide.ts";
import { type DeadLetterView, listDeadLetters } from "#lib/dead-letters/list.ts";
import { AppError } from "#lib/errors.ts";
import { command, printUsage } from "./start/command.ts";

const usage = `Usage: npm run dead-letters -- [list] [--tenant SLUG] [--json]
       npm run dead-letters -- retry ID… | --all [--tenant SLUG] [--json]
       npm run dead-letters -- discard ID… | --all [--tenant SLUG] [--json]
  list     messages that were given up, newest first, with the reason (at most 1,000 of each tenant)
  retry    they are handled again, as if they were new
  discard  they are not handled any more, and leave the list
  --tenant only this tenant; without it, every tenant`;

const options = {
  tenant: { type: "string" },
  all: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;
const verbs = { retry: retryDeadLetters, discard: discardDeadLetters };

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (values.help) printUsage(usage);
    const [verb = "list", ...ids] = positionals;
    if (verb !== "list" && verb !== "retry" && verb !== "discard") throw new Error(`Unknown: ${verb}`);
    if (verb === "list" ? ids.length > 0 || values.all : ids.length > 0 === values.all)
      throw new Error(verb === "list" ? "list takes no ids." : `${verb} takes ids, or --all.`);
    return { ...values, verb, ids } as const;
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    return process.exit(2);
  }
}

const { verb, ids, json, all, tenant: slug } = readArguments();

const words: Record<NonNullable<DeadLetterView["cause"]>, string> = {
  failed: "its turn failed",
  crashed: "it killed the worker",
  chat_refused: "the chat refuses the bot",
  unreadable: "it cannot be read",
  not_stored: "it cannot be stored",
};

function line(tenant: string, { id, bot, chatId, cause, reason, receivedAt, retrying }: DeadLetterView) {
  const why = [cause && words[cause], reason].filter(Boolean).join(": ");
  const place = `${tenant} · @${bot} · chat ${chatId ?? "unknown"}`;
  return `${id}  ${receivedAt.toISOString()}  ${place}  ${why}${retrying ? " (to be stored again)" : ""}`;
}

async function list(tenants: readonly { context: Context; slug: string }[]): Promise<number> {
  const listed = await Promise.all(
    tenants.map(async ({ context, slug: tenant }) =>
      (await listDeadLetters(context)).map((letter) => ({ tenant, letter })),
    ),
  );
  const letters = listed.flat();
  if (json)
    console.log(
      JSON.stringify({ deadLetters: letters.map(({ tenant, letter }) => ({ tenant, ...letter })) }),
    );
  else if (letters.length === 0) console.log("There are no dead letters.");
  else for (const { tenant, letter } of letters) console.log(line(tenant, letter));
  return 0;
}

/** @returns how many; 0 if no id is of this tenant */
const decideFor = (context: Context): Promise<number> =>
  verbs[verb as keyof typeof verbs](context, all ? null : ids).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") return 0;
    throw error;
  });

await command(async () => {
  const found = await db.tenant.findMany({ where: slug ? { slug } : {}, orderBy: { createdAt: "asc" } });
  if (slug && found.length === 0) throw new Error(`There is no tenant ${slug}.`);
  const tenants = found.map(({ id, slug: each }) => ({
    slug: each,
    context: { tenantId: id, role: "operator", actorId: null } satisfies Context,
  }));
  if (verb === "list") return list(tenants);
  let count = 0;
  for (const { context } of tenants) count += await decideFor(context);
  if (json) console.log(JSON.stringify({ [verb]: count }));
  else if (verb === "retry") console.log(`${count} handled again.`);
  else console.log(`${count} discarded.`);
  if (!all && count < ids.length) console.error(`${ids.length - count} of the ids are no dead letters.`);
  return all || count === ids.length ? 0 : 1;
});
