import assert from "node:assert/strict";
import test from "node:test";
import type { SourceUpload, Uploaded } from "../../../../source-upload.ts";
import { UploadQueue, type UploadTarget } from "./upload-queue.ts";

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
  const queue = new UploadQueue({
    send: (given) =>
      new Promise((answer, reject) => sent.push({ ...given, answer, breakOff: () => reject(new Error()) })),
    takeBack: async ({ upload }) => void takenBack.push(upload),
  });
  const targetOf = (bot: string): UploadTarget => ({
    ...{ tenant: "main", bot, most: 10 },
    onStored: (upload, isSeen) => told.push(`${upload.file.name} stored${isSeen ? ", seen" : ""}`),
    onFailed: (upload, isSeen) => told.push(`${upload.file.name} ${upload.fault}${isSeen ? ", seen" : ""}`),
  });
  return { queue, sent, takenBack, told, targetOf, names: () => sent.map((each) => each.file.name) };
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
