// Gemini fails in the ways that networks and servers do. Nothing is lost, and answers come once it works again.
import "#test/database.ts";
import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import test, { after, afterEach } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { db } from "#lib/db.ts";
import { freePort } from "#test/ports.ts";
import { makeWorld, models } from "../bots/fixtures/world.ts";
import { further, times, ways } from "./form.ts";
import { assertPromise, Questions } from "./questions.ts";

/** How the address of Gemini behaves. */
type Mode = "pass" | "reset" | "silent";

/** A TCP proxy in front of the sandbox's Gemini; closed, it refuses connections. */
async function startGate() {
  const port = await freePort();
  const open = new Set<net.Socket>();
  let mode: Mode = "pass";
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.on("error", () => undefined).once("close", () => open.delete(socket));
    if (mode === "silent") return;
    if (mode === "reset") return void socket.once("data", () => socket.resetAndDestroy());
    const to = new URL(world.sandbox.url);
    const upstream = net.connect(Number(to.port), to.hostname).on("error", () => socket.destroy());
    socket.once("close", () => upstream.destroy());
    upstream.pipe(socket).pipe(upstream);
  });
  const cut = () => {
    for (const socket of open) socket.resetAndDestroy();
  };
  const listen = async () => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  const shut = async () => {
    server.close();
    cut();
    await once(server, "close");
  };
  await listen();
  return {
    url: `http://127.0.0.1:${port}`,
    listen,
    shut,
    become(next: Mode) {
      mode = next;
      cut();
    },
  };
}

const world = makeWorld();
const gate = await startGate();
const FAULT_MS = times(4_000, 20_000);
let group = 0;
const some = () => Array.from({ length: times(4, 10) }, () => --group);

after(() => gate.shut());
afterEach(() => world.endWorkers("SIGKILL"));

const network: [name: string, begin: () => void | Promise<void>, end: () => void | Promise<void>][] = [
  ["connections are refused", gate.shut, gate.listen],
  ["connections are reset", () => gate.become("reset"), () => gate.become("pass")],
  ["connections are accepted and nothing comes", () => gate.become("silent"), () => gate.become("pass")],
];

for (const [name, begin, end] of ways(network, ([name]) => name.includes("nothing comes")))
  test(`Gemini: ${name}: all is answered in the end, once each`, async (t) => {
    await world.gemini("models", { [models.first]: { firstTokenMs: 500, tokenMs: 20 } });
    await world.startWorker({ GEMINI_BASE_URL: gate.url });
    const questions = new Questions(world, { apologies: true });
    await questions.askGroups(...some());
    await begin();
    await questions.askGroups(...some());
    await sleep(FAULT_MS);
    await end();
    const endedAt = Date.now();
    await assertPromise(t, `Gemini: ${name}`, await questions.verdict(endedAt));
    await world.endWorkers("SIGTERM");
    await db.park.deleteMany();
  });

const behaviours: [name: string, broken: object, well: object][] = [
  ["a key's calls hang", { hang: true }, { hang: false }],
  ["answers are cut off", { cutAfterTokens: 3 }, { cutAfterTokens: null }],
  ["answers stall", { stallAfterTokens: 3 }, { stallAfterTokens: null }],
  ["a trickle of one word in 2 s", { tokenMs: 2_000 }, { tokenMs: 20 }],
];

for (const [name, broken, well] of ways(behaviours, ([name]) => name.includes("cut off")))
  test(`Gemini: ${name}: each question is answered once, whole`, async (t) => {
    await world.gemini("models", { [models.first]: { firstTokenMs: 300, tokenMs: 20 } });
    await world.startWorker();
    const questions = new Questions(world, { apologies: true });
    await world.gemini("models", { [models.first]: broken });
    await questions.askGroups(...some());
    await sleep(FAULT_MS);
    await world.gemini("models", { [models.first]: well });
    await assertPromise(t, `Gemini: ${name}`, await questions.verdict(Date.now()));
    await world.endWorkers("SIGTERM");
    await db.park.deleteMany();
  });

further(
  "Gemini's name cannot be resolved: people hear when to expect the answer; a worker that can resolve it answers",
  async (t) => {
    await world.startWorker({ GEMINI_BASE_URL: "http://gemini.invalid" });
    const questions = new Questions(world, { apologies: true });
    await questions.ask(--group, "nom");
    await world.answers(group, 1);
    await world.endWorkers("SIGTERM");
    await db.park.deleteMany();
    assert.equal(await db.answer.count({ where: { againAt: { not: null } } }), 1);
    await world.startWorker();
    const endedAt = Date.now();
    await world.answers(group, 2);
    await assertPromise(t, "Gemini: no name", await questions.verdict(endedAt), { backWithinMs: 90_000 });
  },
);
