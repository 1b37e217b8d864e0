// `node bench/platform/costs.ts [--bots 1,100,1000] [--messages 300] [--answers 0] [--https] [--statements]`: what a message costs in statements
// and WAL, what an idle worker asks the database, and what a polling bot costs in memory and processor time.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { machine, table } from "../figures.ts";
import { CostsWorld, type Statement } from "./costs-world.ts";
import { memoryOf } from "./memory.ts";
import { processorOf } from "./processor.ts";

const { values } = parseArgs({
  options: {
    bots: { type: "string", default: "1,100,1000" },
    messages: { type: "string", default: "300" },
    seconds: { type: "string", default: "60" },
    /** Reaches Telegram over https. */
    https: { type: "boolean", default: false },
    /** Lists each statement. */
    statements: { type: "boolean", default: false },
    /** Answers that are stored before. Then a checkpoint, so that full-page images are measured too. */
    answers: { type: "string", default: "0" },
    /** Arguments of Node for the worker, such as `--cpu-prof`. */
    node: { type: "string", default: "" },
  },
});
const sizes = values.bots.split(",").map(Number);
const messages = Number(values.messages);
const seconds = Number(values.seconds);
const CHATS = 50;

const fleet = await CostsWorld.start({ https: values.https });

/** One message after the other, so that no two share a batch. */
async function converse(from: number, count: number): Promise<void> {
  for (let i = from; i < from + count; i++) {
    const bot = fleet.bots[i % fleet.bots.length] ?? "";
    const chat = 1 + (i % CHATS);
    const question = `Savol ${i}: ${"sotuvda qolganmi, narxi qancha? ".repeat(2)}oxiri${i}.`;
    await fleet.sandbox.control("POST", "/telegram/messages", { bot, chat: { id: chat }, text: question });
    const contains = `oxiri${i}.`;
    await fleet.sandbox.control(
      "GET",
      `/telegram/wait?bot=${bot}&chat=${chat}&count=1&contains=${contains}&timeout=30000`,
    );
  }
  await sleep(1_500); // the last settlement, and the counts of quotas
}

const sum = (statements: readonly Statement[], of: "calls" | "wal" | "images") =>
  statements.reduce((total, each) => total + each[of], 0);

function show(title: string, statements: readonly Statement[], per: number): void {
  if (!values.statements) return;
  console.log(`\n${title}`);
  for (const { query, calls, wal, images, planMs, ms } of statements)
    console.log(
      `${(calls / per).toFixed(2).padStart(7)} ${Math.round(wal / per)
        .toString()
        .padStart(
          6,
        )} B ${images} images, ms ${(planMs / per).toFixed(2)} + ${(ms / per).toFixed(2)}  ${query.slice(0, 150)}`,
    );
}

const figures: [string, string][] = [];
const memory: string[][] = [];
let alone = 0;
for (const [n, size] of sizes.entries()) {
  await fleet.grow(size);
  const worker = await fleet.startWorker(values.node.split(" ").filter(Boolean));
  const pid = worker.child.pid ?? 0;
  await sleep(20_000); // the burst of starting is over
  const before = processorOf(pid);
  const idle = await fleet.count(() => sleep(seconds * 1_000));
  const share = (100 * (processorOf(pid) - before)) / seconds;
  const megabytes = memoryOf(pid).worker ?? 0;
  if (n === 0) {
    alone = megabytes;
    figures.push(["statements a second, idle", (sum(idle, "calls") / seconds).toFixed(2)]);
    show("idle, per second", idle, seconds);
    if (messages) {
      await converse(0, 2 * CHATS); // lanes, conversations and pages exist
      if (Number(values.answers)) await fleet.storeAnswers(Number(values.answers));
      const from = await fleet.walAt();
      const startedAt = performance.now();
      const used = await fleet.count(() => converse(2 * CHATS, messages));
      const wal = (await fleet.walAt()) - from;
      // Loops that run by time are no part of a message.
      const quiet = new Map(idle.map(({ query, calls }) => [query, calls / seconds]));
      const lasted = (performance.now() - startedAt) / 1_000;
      const own = used.map((each) => ({
        ...each,
        calls: Math.max(0, each.calls - lasted * (quiet.get(each.query) ?? 0)),
      }));
      show("per message", own, messages);
      if (values.statements)
        for (const { what, bytes, records } of await fleet.walBy(from))
          console.log(
            `${(bytes / messages).toFixed(0).padStart(6)} B ${(records / messages).toFixed(2)} × ${what}`,
          );
      figures.push(["statements for a message", (sum(own, "calls") / messages).toFixed(2)]);
      figures.push(["WAL for a message", `${(wal / messages / 1024).toFixed(2)} KB`]);
      figures.push(["full-page images in it", String(sum(used, "images"))]);
    }
  }
  const each = size > 1 ? `${((1024 * (megabytes - alone)) / (size - (sizes[0] ?? 0))).toFixed(0)} KB` : "";
  memory.push([String(size), `${megabytes.toFixed(0)} MB`, each, `${share.toFixed(1)} %`]);
  console.error(memory.at(-1)?.join("  "));
  await fleet.stopWorker(worker);
}
console.log(`${machine()}\n\n${table(["", ""], figures)}\n`);
console.log(table(["polling bots", "worker (PSS)", "each", `of a core, ${seconds} s idle`], memory));
await fleet.close();
process.exit();
