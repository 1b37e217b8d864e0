// `node bench/chain/storm.ts`: a burst of messages that exceeds every project's per-minute limit. How many calls are
// refused before each contender knows the limits? The ideal is one per project × model.
import { startSandbox } from "../../test/processes.ts";
import { machine, quantile, table } from "../figures.ts";
import { type Contender, loop, ours, portkey, type Setting } from "./contenders.ts";

const MESSAGES = 500;
const models = ["gemini-2.5-flash", "gemini-2.0-flash", "gemini-2.5-flash-lite"] as const;
const keys = Array.from({ length: 4 }, (_, i) => ({ key: `AQ.storm-${i + 1}`, project: `p${i + 1}` }));
/** Requests per minute of each project; the last model has no limit. */
const limits = { [models[0]]: { perMinute: 10 }, [models[1]]: { perMinute: 10 } };

const sandbox = await startSandbox();
await sandbox.control("PUT", "/gemini/reply", { mode: "fixed", text: "Ha." });
await sandbox.control("PUT", "/gemini/faults", { firstTokenMs: 200 });
const states = keys.map(({ key, project }) => [key, { project, state: "ok" }]);
await sandbox.control("PUT", "/gemini/keys", Object.fromEntries(states));
await sandbox.control("PUT", "/gemini/quotas", { window: "fixed", limits });

interface Calls {
  last: number;
  calls: { status: number; model: string; key: string }[];
}
const callsAfter = (after: number, limit: number) =>
  sandbox.control<Calls>("GET", `/gemini/calls?after=${after}&limit=${limit}`);

const nextMinute = () => new Promise((resolve) => setTimeout(resolve, 60_000 - (Date.now() % 60_000) + 200));

/** Sends all messages at once, at the start of a fresh minute. */
async function storm(contender: Contender) {
  await nextMinute();
  const { last } = await callsAfter(0, 1);
  const took: number[] = [];
  let unanswered = 0;
  const from = performance.now();
  await Promise.all(
    Array.from({ length: MESSAGES }, async () => {
      await contender.ask("Ochiqmisiz?").catch(() => unanswered++);
      took.push(performance.now() - from);
    }),
  );
  const { calls } = await callsAfter(last, 100_000);
  const refused = calls.filter(({ status }) => status === 429).length;
  return [refused, calls.length, unanswered, ...[0.5, 0.99].map((p) => Math.round(quantile(took, p)))];
}

const setting: Setting = { url: sandbox.url, models, keys: keys.map(({ key }) => key) };
console.log(
  `${machine()}\n${MESSAGES} messages at once, ${keys.length} projects × ${models.length} models\n`,
);
const rows: (string | number)[][] = [];
const chain = ours(setting);
rows.push(["ours, limits not known yet", ...(await storm(chain))]);
rows.push(["ours, a minute later: limits known", ...(await storm(chain))]);
const others = [loop(setting), await portkey(setting)].filter((each) => each !== null);
for (const contender of others) {
  rows.push([contender.name, ...(await storm(contender))]);
  await contender.end();
}
console.log(table(["", "refused", "calls", "unanswered", "median ms", "p99 ms"], rows));
await sandbox.end();
process.exit();
