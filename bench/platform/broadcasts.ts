// `node bench/platform/broadcasts.ts [--bots 10] [--people 10000] [--chats 50] [--seconds 40] [--workers 2] [--kill]`: broadcasts of
// several bots to `people` each, while `chats` questions a second are asked: how long the answers take without and with them, what
// Telegram refuses, and, with --kill, who gets it twice when a worker dies in the middle.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { db } from "#lib/db.ts";
import { addPeople, orderText, type Received, received } from "#test/broadcasting.ts";
import type { Running } from "#test/processes.ts";
import { machine, quantile, table } from "../figures.ts";
import { CostsWorld } from "./costs-world.ts";

const { values } = parseArgs({
  options: {
    bots: { type: "string", default: "10" },
    /** Of each bot. */
    people: { type: "string", default: "10000" },
    /** Questions a second, of all bots. */
    chats: { type: "string", default: "50" },
    /** How long they are measured without broadcasts. */
    seconds: { type: "string", default: "40" },
    workers: { type: "string", default: "2" },
    kill: { type: "boolean", default: false },
  },
});
const [bots, people, rate] = [Number(values.bots), Number(values.people), Number(values.chats)];
const TEXT = "Yangi mahsulotlar keldi, {name}";
const FOUND = "Yangi mahsulotlar keldi";
/** Chats that ask in turn, so that none asks more often than once in ten seconds. */
const ASKING = Math.max(1, rate * 10);
const FIRST_PERSON = 100_000;

const world = await CostsWorld.start({ counting: false });
await world.sandbox.control("PUT", "/gemini/faults", { firstTokenMs: 400, tokenMs: 15 });
await world.grow(bots);
const workers: Running[] = [];
for (let i = 0; i < Number(values.workers); i++) workers.push(await world.startWorker());

interface Asked {
  at: number;
  ms: number;
}
const answered: Asked[] = [];
const running = new Set<Promise<void>>();
let lost = 0;

async function ask(n: number): Promise<void> {
  const bot = world.bots[n % bots] ?? "";
  const chat = 1 + (n % ASKING);
  const at = performance.now();
  const text = `Savol ${n}: sotuvda qolganmi, narxi qancha? oxiri${n}.`;
  await world.sandbox.control("POST", "/telegram/messages", { bot, chat: { id: chat }, text });
  const wait = `/telegram/wait?bot=${bot}&chat=${chat}&count=1&contains=oxiri${n}.&timeout=60000`;
  await world.sandbox.control("GET", wait).then(
    () => answered.push({ at, ms: performance.now() - at }),
    () => {
      lost++;
    },
  );
}

let asking = true;
const asker = (async () => {
  const from = performance.now();
  for (let n = 0; asking; n++) {
    await sleep(Math.max(0, from + (n * 1_000) / rate - performance.now()));
    const asked: Promise<void> = ask(n).finally(() => running.delete(asked));
    running.add(asked);
  }
})();

const rows: string[][] = [];
function report(what: string, from: number, to: number): void {
  const times = answered.filter(({ at }) => at >= from && at < to).map(({ ms }) => ms);
  const ms = (p: number) => `${Math.round(quantile(times, p))} ms`;
  rows.push([what, String(times.length), ms(0.5), ms(0.95), ms(0.99)]);
}
const runs = () => db.broadcastRun.findMany();
const tried = async () =>
  (await runs()).reduce((sum, { sent, blocked, refused }) => sum + sent + blocked + refused, 0);

await sleep(15_000); // conversations and pages exist
const alone = performance.now();
await sleep(Number(values.seconds) * 1_000);
const before = performance.now();
const names = await db.bot.findMany({ select: { id: true, tenantId: true, username: true } });
for (const { id: botId, ...bot } of names)
  await addPeople(
    world.sandbox,
    { botId, ...bot },
    Array.from({ length: people }, (_, i) => FIRST_PERSON + i),
  );
await sleep(5_000);
report("no broadcast", alone, before);

const begun = performance.now();
for (const { id: botId, tenantId } of names)
  await orderText({ tenantId, role: "owner", actorId: null }, botId, TEXT);
const all = people * bots;
let killedAt = 0;
for (let count = 0; count < all; ) {
  await sleep(1_000);
  count = await tried();
  if (values.kill && !killedAt && count > all / 2) {
    killedAt = performance.now();
    await workers.shift()?.end("SIGKILL");
    workers.push(await world.startWorker());
  }
}
const over = performance.now();
report("with broadcasts", begun, killedAt || over);
if (killedAt) report("a worker killed, and after", killedAt, over);
asking = false;
await asker;
await Promise.all(running);

const got: Received[] = [];
for (const { username } of names) got.push(await received(world.sandbox, username, FOUND));
const sum = (of: (each: Received) => number) => got.reduce((total, each) => total + of(each), 0);
console.log(machine());
console.log(table(["chats", "answers", "median", "p95", "p99"], rows));
const seconds = (over - begun) / 1_000;
console.log(
  `\n${all} people of ${bots} bots in ${seconds.toFixed(0)} s: ${(all / seconds).toFixed(0)} a second. ` +
    `Reached ${sum(({ chats }) => chats)}, twice ${sum(({ repeated }) => repeated.length)}; ` +
    `429: ${sum(({ statuses }) => statuses[429] ?? 0)}; questions without an answer within a minute: ${lost}.`,
);
for (const worker of workers) await worker.end();
await world.close();
process.exit();
