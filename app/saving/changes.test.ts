import assert from "node:assert/strict";
import test from "node:test";
import { type Change, Changes } from "./changes.ts";

/** A server that answers on demand: each change waits for its refresh number, or null. */
function server() {
  const sent: { name: string; answer: (refresh: number | null) => Promise<void> }[] = [];
  const send = (name: string) => () =>
    new Promise<number | null>((resolve) => {
      const answer = async (refresh: number | null) => {
        resolve(refresh);
        await new Promise(setImmediate);
      };
      sent.push({ name, answer });
    });
  return { sent, send };
}

const put = (letter: string, send: Change<string>["send"], whole = false): Change<string> => ({
  apply: (value) => (whole ? letter : value.includes(letter) ? value : value + letter),
  send,
  whole,
});

test("a change is shown at once, and on top of the page until the page contains it", async () => {
  const { sent, send } = server();
  const changes = new Changes<string>();
  changes.add(put("b", send("b")));
  assert.equal(changes.value("a", 0), "ab");
  assert.ok(changes.busy);
  await sent[0]?.answer(1);
  assert.ok(!changes.busy);
  assert.equal(changes.value("a", 0), "ab", "saved, but the page is still the old one");
  assert.equal(changes.value("from the server", 1), "from the server");
});

test("a change that is not saved is undone, later changes stay", async () => {
  const { sent, send } = server();
  const changes = new Changes<string>();
  changes.add(put("b", send("b")));
  changes.add(put("c", send("c")));
  assert.equal(changes.value("a", 0), "abc");
  await sent[0]?.answer(null);
  assert.equal(changes.value("a", 0), "ac");
  await sent[1]?.answer(1);
  assert.ok(!changes.busy);
});

test("changes are sent one after the other, in the order in which they were made", async () => {
  const { sent, send } = server();
  const changes = new Changes<string>();
  for (const name of ["b", "c", "d"]) changes.add(put(name, send(name)));
  const names = () => sent.map(({ name }) => name).join("");
  assert.equal(names(), "b");
  await sent[0]?.answer(1);
  assert.equal(names(), "bc");
  await sent[1]?.answer(null);
  assert.equal(names(), "bcd");
});

test("after a failure the next change is sent", async () => {
  const { sent, send } = server();
  const changes = new Changes<string>();
  changes.add(put("b", send("b")));
  await sent[0]?.answer(null);
  changes.add(put("c", send("c")));
  assert.equal(sent.length, 2);
  await sent[1]?.answer(1);
  assert.equal(changes.value("a", 0), "ac");
  assert.ok(!changes.busy);
});

test("of several waiting changes that replace the whole value, only the newest is sent", async () => {
  const { sent, send } = server();
  const changes = new Changes<string>();
  for (const name of ["b", "c", "d"]) changes.add(put(name, send(name), true));
  await sent[0]?.answer(1);
  await sent[1]?.answer(2);
  assert.deepEqual(
    sent.map(({ name }) => name),
    ["b", "d"],
  );
  assert.equal(changes.value("a", 0), "d");
});

test("an adopted value is shown until its refresh", () => {
  const changes = new Changes<string>();
  changes.adopt("theirs", 3);
  assert.equal(changes.value("old", 2), "theirs");
  assert.equal(changes.value("new", 3), "new");
  assert.ok(!changes.busy);
});

test("a change is forgotten once the page contains it, an unsaved one never", async () => {
  const { sent, send } = server();
  const changes = new Changes<string>();
  changes.add(put("b", send("b")));
  changes.add(put("c", send("c")));
  await sent[0]?.answer(1);
  let told = 0;
  changes.subscribe(() => told++);
  changes.forget(0);
  assert.equal(told, 0, "nothing to forget, nothing to tell");
  changes.forget(1);
  assert.equal(told, 1);
  assert.equal(changes.entries().length, 1);
  assert.equal(changes.value("a", 1), "ac");
});
