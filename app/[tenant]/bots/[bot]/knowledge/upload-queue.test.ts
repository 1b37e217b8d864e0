import assert from "node:assert/strict";
import test from "node:test";
import type { SourceUpload, Uploaded } from "../../../../source-upload.ts";
import { UploadQueue, type UploadTally, type UploadTarget } from "./upload-queue.ts";

interface Sent extends SourceUpload {
  answer(given: Uploaded): void;
  breakOff(): void;
}

const tick = () => new Promise((done) => setImmediate(done));
const file = (name: string, bytes = 5) => new File(["x".repeat(bytes)], name);

/** A queue whose files are answered by hand. */
function world() {
  const sent: Sent[] = [];
  const takenBack: string[] = [];
  const told: string[] = [];
  const tallies: UploadTally[] = [];
  const back = Promise.withResolvers<void>();
  const line = { isLost: false, back: () => back.resolve() };
  const queue = new UploadQueue({
    whenBack: () => (line.isLost ? back.promise : null),
    send: (given) =>
      new Promise((answer, reject) => sent.push({ ...given, answer, breakOff: () => reject(new Error()) })),
    takeBack: async ({ upload }) => void takenBack.push(upload),
  });
  const targetOf = (bot: string): UploadTarget => ({
    ...{ tenant: "main", bot, most: 10 },
    onStored(upload, { isSeen, ...tally }) {
      told.push(`${upload.file.name} stored${isSeen ? ", seen" : ""}`);
      tallies.push(tally);
    },
    onFailed(upload, { isSeen, ...tally }) {
      told.push(`${upload.file.name} ${upload.fault}${isSeen ? ", seen" : ""}`);
      tallies.push(tally);
    },
  });
  return {
    queue,
    sent,
    takenBack,
    told,
    tallies,
    line,
    targetOf,
    names: () => sent.map((each) => each.file.name),
  };
}

const done = { id: "1" };

test("two files are sent at a time, each once, and the next when one has ended", async () => {
  const { queue, sent, names, targetOf } = world();
  queue.add(
    targetOf("a"),
    ["1", "2", "3", "4"].map((name) => file(name)),
  );
  assert.deepEqual(names(), ["1", "2"]);
  sent[1]?.answer(done);
  await tick();
  assert.deepEqual(names(), ["1", "2", "3"]);
  sent[0]?.breakOff();
  await tick();
  assert.deepEqual(names(), ["1", "2", "3", "4"]);
});

test("files go on while no page shows them, and each end is told", async () => {
  const { queue, sent, told, targetOf } = world();
  let refreshed = 0;
  const leave = queue.show("a", () => refreshed++);
  queue.add(
    targetOf("a"),
    ["1", "2", "3"].map((name) => file(name)),
  );
  sent[0]?.answer(done);
  await tick();
  assert.deepEqual([told, refreshed], [["1 stored, seen"], 1]);
  leave();
  sent[1]?.answer(done);
  await tick();
  sent[2]?.answer({ error: "Toʻla.", code: "limit_reached" });
  await tick();
  assert.deepEqual([told, refreshed], [["1 stored, seen", "2 stored", "3 refused"], 1]);
  assert.deepEqual(
    queue.of("a").map(({ said }) => said),
    ["Toʻla."],
  );
});

test("what is under way together is counted together, for each bot; what comes after all have ended is counted anew", async () => {
  const { queue, sent, tallies, targetOf } = world();
  queue.add(
    targetOf("a"),
    ["1", "2", "3"].map((name) => file(name)),
  );
  sent[0]?.answer(done);
  await tick();
  // What cannot be sent is not waited for; what is taken off the list neither.
  queue.add(targetOf("a"), [file("4"), file("empty", 0)]);
  queue.drop(queue.of("a").find((each) => each.file.name === "3")?.key ?? "");
  sent[1]?.breakOff();
  await tick();
  sent[3]?.answer(done);
  await tick();
  assert.deepEqual(tallies, [
    { stored: 1, failed: 0, total: 3 },
    { stored: 1, failed: 1, total: 3 },
    { stored: 2, failed: 1, total: 3 },
  ]);
  tallies.length = 0;
  queue.again(queue.of("a").find(({ fault }) => fault === "lost")?.key ?? "");
  queue.add(targetOf("b"), [file("5")]);
  sent[4]?.answer(done);
  await tick();
  sent[5]?.answer(done);
  await tick();
  assert.deepEqual(tallies, [
    { stored: 1, failed: 0, total: 1 },
    { stored: 1, failed: 0, total: 1 },
  ]);
});

test("a page sees its own bot's files alone, and is refreshed for them alone", async () => {
  const { queue, sent, told, targetOf } = world();
  let refreshed = 0;
  queue.show("b", () => refreshed++);
  queue.add(targetOf("a"), [file("1")]);
  assert.deepEqual(queue.of("b"), []);
  assert.equal(queue.of("a"), queue.of("a"));
  sent[0]?.answer(done);
  await tick();
  assert.deepEqual([told, refreshed], [["1 stored"], 0]);
});

test("what is empty or too large is not sent, and keeps the tab from nothing", () => {
  const { queue, names, targetOf } = world();
  queue.add(targetOf("a"), [file("empty", 0), file("large", 11)]);
  assert.deepEqual(
    queue.of("a").map(({ fault }) => fault),
    ["empty", "large"],
  );
  assert.deepEqual([names(), queue.isBusy], [[], false]);
  queue.add(targetOf("a"), [file("good")]);
  assert.equal(queue.isBusy, true);
});

test("where the connection is lost, files wait for it and go on by themselves; none of them has failed", async () => {
  const { queue, sent, told, line, names, targetOf } = world();
  line.isLost = true;
  queue.add(
    targetOf("a"),
    ["1", "2", "3"].map((name) => file(name)),
  );
  sent[0]?.breakOff();
  await tick();
  sent[1]?.breakOff();
  await tick();
  sent[2]?.breakOff();
  await tick();
  assert.deepEqual(
    queue.of("a").map(({ state }) => state),
    ["away", "away", "away"],
  );
  assert.deepEqual([told, queue.isBusy], [[], true]);
  const [, second] = queue.of("a");
  queue.drop(second?.key ?? "");
  line.isLost = false;
  line.back();
  await tick();
  assert.deepEqual(names(), ["1", "2", "3", "1", "3"]);
  assert.equal(sent[3]?.upload, sent[0]?.upload);
  sent[3]?.answer(done);
  await tick();
  assert.deepEqual(told, ["1 stored"]);
});

test("one that is taken off the list while it is sent is ended; one that broke off is taken back, and goes on by another try", async () => {
  const { queue, sent, takenBack, targetOf } = world();
  queue.add(targetOf("a"), [file("1"), file("2")]);
  const [first, second] = queue.of("a").map(({ key }) => key);
  queue.drop(first ?? "");
  assert.equal(sent[0]?.signal.aborted, true);
  sent[0]?.breakOff();
  sent[1]?.breakOff();
  await tick();
  assert.deepEqual(
    queue.of("a").map(({ state, fault }) => [state, fault]),
    [["failed", "lost"]],
  );
  queue.again(second ?? "");
  assert.equal(sent[2]?.upload, second);
  assert.deepEqual(takenBack, []);
  sent[2]?.breakOff();
  await tick();
  queue.drop(second ?? "");
  assert.deepEqual([takenBack, queue.of("a")], [[second], []]);
});

test("when the tab goes, what is not whole is taken back", async () => {
  const { queue, sent, takenBack, targetOf } = world();
  queue.add(
    targetOf("a"),
    ["1", "2", "3"].map((name) => file(name)),
  );
  const [first, second] = queue.of("a").map(({ key }) => key);
  sent[0]?.breakOff();
  await tick();
  sent[2]?.answer(done);
  await tick();
  queue.leave();
  assert.deepEqual(takenBack, [first, second]);
});
