// `npm run seed -- …`: fills the database with made-up tenants, to try the platform on.
import { parseArgs } from "node:util";
import pg from "pg";
import { z } from "zod";
import { directAddress } from "./database/direct-address.ts";
import { fill, isUsed, type SeedProgress, seededSignIn } from "./seed/fill.ts";
import { command, printUsage } from "./start/command.ts";

const usage = `Usage: npm run seed -- [--tenants COUNT] [--bots COUNT] [--answers COUNT] [--days COUNT] [--seed TEXT] [--add]
  Fills an empty database with made-up tenants: bots, keys that Google gave to nobody, people and answers with traces.
  --tenants  default 100
  --bots     default ten for each tenant; at least one each
  --answers  default a hundred for each bot
  --days     how far back the answers reach, default 30
  --seed     the same text makes the same rows, apart from what is encrypted; default "1"
  --add      also to a database that is in use; with the same --seed, continues an interrupted run
  Do not let workers of this database reach Telegram or Google: its tokens and keys are made up.`;

const options = {
  tenants: { type: "string", default: "100" },
  bots: { type: "string" },
  answers: { type: "string" },
  days: { type: "string", default: "30" },
  seed: { type: "string", default: "1" },
  add: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const count = (name: string, most: number) =>
  z.coerce.number(`--${name} must be a number`).int().min(1).max(most);

function readArguments() {
  try {
    const { values } = parseArgs({ options });
    if (values.help) printUsage(usage);
    const tenants = count("tenants", 90_000).parse(values.tenants);
    const bots = count("bots", 1_000_000).parse(values.bots ?? tenants * 10);
    const answers = count("answers", 100_000_000).parse(values.answers ?? bots * 100);
    const days = count("days", 365).parse(values.days);
    if (bots < tenants) throw new Error("Each tenant needs a bot: --bots must be at least --tenants.");
    return { sizes: { tenants, bots, answers, days }, seed: values.seed, add: values.add };
  } catch (error) {
    const said = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    console.error(`${said}\n${usage}`);
    return process.exit(2);
  }
}

const { sizes, seed, add } = readArguments();
const from = performance.now();
const seconds = () => Math.round((performance.now() - from) / 1_000);
let told = 0;

function tell({ tenants, answers }: SeedProgress): void {
  const isLast = tenants === sizes.tenants;
  if (!isLast && performance.now() - told < 2_000) return;
  told = performance.now();
  console.log(
    `${tenants} of ${sizes.tenants} tenants, ${answers} of ${sizes.answers} answers, ${seconds()} s`,
  );
}

/** Postgres plans by statistics, which it would gather a minute later. Only a table's owner may. */
async function gatherStatistics(): Promise<void> {
  const client = new pg.Client({ connectionString: directAddress() });
  await client.connect();
  await client.query("VACUUM ANALYZE").finally(() => client.end());
}

await command(async () => {
  if (!add && (await isUsed())) {
    console.error("This database is in use. Set DATA_DIR or DATABASE_URL to an empty one, or give --add.");
    return 1;
  }
  const { slug, skipped } = await fill({ seed, sizes, onProgress: tell });
  await gatherStatistics().catch((error: Error) => console.error(`No statistics yet: ${error.message}`));
  if (skipped > 0) console.log(`${skipped} tenants were there already.`);
  console.log(`Done in ${seconds()} s. The largest tenant is ${slug}.`);
  console.log(`Sign in as ${seededSignIn.email}, password ${seededSignIn.password}`);
  console.log(
    "Start with TELEGRAM_API_ROOT and GEMINI_BASE_URL=http://127.0.0.1:9, so that nothing is reached.",
  );
  return 0;
});
