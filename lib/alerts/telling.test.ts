// From a tenant's causes to what each way is told of them, as workers share it in the database.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import test, { beforeEach } from "node:test";
import type { Role } from "#generated/enums.ts";
import { announced } from "#test/announced.ts";
import { createTenant, createUser } from "#test/builders.ts";
import { ALERTS_CHANNEL } from "../alert-events.ts";
import { db } from "../db.ts";
import { PLATFORM_SLUG, PLATFORM_TENANT } from "../shared-keys/tenant.ts";
import { claimDue, claimEvents, lookAtAll } from "./desks.ts";
import { alertKinds, type Cause } from "./kinds.ts";
import {
  addNote,
  causesOfNote,
  dueNotes,
  keepSent,
  messagesBefore,
  nextTryAt,
  readReader,
  readStanding,
  stillOpen,
} from "./notes.ts";
import { forgetOldAlerts, keepCauses } from "./store.ts";
import { claimWays, nextDueMs, releaseWay, stopWay } from "./ways.ts";

const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;
const at = (ms: number) => new Date(Date.now() + ms);
const workerId = randomUUID();

beforeEach(async () => {
  await db.alertWay.deleteMany();
  await db.alertCause.deleteMany();
  await db.tenant.deleteMany();
});

async function makeTenant(id?: string) {
  const { tenantId } = await createTenant(id ? { id, slug: PLATFORM_SLUG } : { name: "Shop" });
  async function keep(
    causes: Cause[],
    unsure: Pick<Cause, "kind" | "subject">[] = [],
    next: number | null = null,
  ) {
    await db.alertDesk.updateMany({ where: { tenantId }, data: { lookedAt: new Date(0) } });
    const [look] = await claimEvents(new Map([[tenantId, Date.now()]]));
    assert.ok(look);
    await keepCauses(look, causes, unsure, next);
    return look;
  }
  async function member(role: Role = "owner", platformAdmin = false) {
    const userId = await createUser({ platformAdmin, locale: "ru" });
    await db.member.create({ data: { tenantId, userId, role } });
    return userId;
  }
  return {
    ...{ tenantId, keep, member },
    way: (userId: string | null, more: object = {}) => {
      const channel = userId ? ("telegram" as const) : ("webhook" as const);
      return db.alertWay.create({ data: { id: randomUUID(), tenantId, userId, channel, ...more } });
    },
    open: async () =>
      (await db.alertCause.findMany({ where: { tenantId, solvedAt: null }, orderBy: { id: "asc" } })).map(
        ({ kind, subject, facts }) => [kind, subject, facts],
      ),
    desk: () => db.alertDesk.findUniqueOrThrow({ where: { tenantId } }),
  };
}
const refused = (subject: string, name = subject): Cause => ({
  kind: "key_refused",
  subject,
  facts: { name },
});
const retired = (subject: string): Cause => ({ kind: "model_retired", subject, facts: { name: subject } });
const wayNow = (id: string) => db.alertWay.findUniqueOrThrow({ where: { id } });
async function claimed(id: string) {
  await db.alertWay.update({ where: { id }, data: { dueAt: at(-second), until: null } });
  const way = (await claimWays(workerId, 100)).find((each) => each.id === id);
  assert.ok(way);
  return way;
}

test("exactly the causes of the last look are open, with their newest facts; a neighbour's are left as they are", async () => {
  const [mine, other] = [await makeTenant(), await makeTenant()];
  await other.keep([refused("a")]);
  await mine.keep([refused("a"), refused("b")]);
  await mine.keep([refused("b", "Renamed"), retired("b")]);
  assert.deepEqual(await mine.open(), [
    ["key_refused", "b", { name: "Renamed" }],
    ["model_retired", "b", { name: "b" }],
  ]);
  await mine.keep([]);
  assert.deepEqual([await mine.open(), (await other.open()).length], [[], 1]);
  await mine.keep([refused("a")]);
  assert.equal(
    await db.alertCause.count({ where: { tenantId: mine.tenantId, subject: "a" } }),
    2,
    "opened anew",
  );
});

test("a look that a later one has overtaken writes nothing", async () => {
  const { tenantId, keep, open } = await makeTenant();
  const { fence } = await keep([refused("a")]);
  await keepCauses({ tenantId, fence: fence - 1 }, [], [], null);
  assert.equal((await open()).length, 1);
});

test("what nobody is sure of stays open as it was, and is looked at within a minute; else a look comes after ten, or when something ends", async () => {
  const { keep, open, desk } = await makeTenant();
  const lookIn = async () => Math.round(((await desk()).lookAt.getTime() - Date.now()) / minute);
  await keep([refused("a"), refused("b")]);
  assert.equal(await lookIn(), 10);
  await keep([], [refused("a"), retired("b")]);
  assert.deepEqual(await open(), [["key_refused", "a", { name: "a" }]]);
  assert.equal(await lookIn(), 1);
  await keep([refused("a")], [], Date.now() + 3 * minute);
  assert.equal(await lookIn(), 3);
  await keep([refused("a")], [], Date.now() + 30 * minute);
  assert.equal(await lookIn(), 10);
});

test("what opens or is solved makes the tenant's ways due, but those that are stopped; what stays as it is does not", async () => {
  const { keep, way, member } = await makeTenant();
  const { id } = await way(await member());
  const stopped = await way(null, { enabled: false });
  const neighbour = await (await makeTenant()).way(null);
  await keep([refused("a")]);
  const { dueAt, news } = await wayNow(id);
  assert.ok(dueAt && dueAt.getTime() > Date.now() - second && dueAt.getTime() < Date.now() + 5 * second);
  assert.equal(news, 1);
  await keep([refused("a", "Renamed")]);
  assert.equal((await wayNow(id)).news, 1);
  await keep([]);
  assert.equal((await wayNow(id)).news, 2);
  for (const other of [stopped, neighbour]) assert.equal((await wayNow(other.id)).dueAt, null);
});

test("senders are told when something opens or is solved, and of nothing else", async () => {
  const { keep } = await makeTenant();
  const told: string[] = [];
  const counts: number[] = [];
  for (const causes of [[refused("a")], [refused("a", "Renamed")], []]) {
    told.push(...(await announced(ALERTS_CHANNEL, () => keep(causes))));
    counts.push(told.length);
  }
  assert.deepEqual(counts, [1, 1, 2]);
});

test("a key that the platform lends is told to the platform's admins, wherever they are told", async () => {
  const [platform, shop] = [await makeTenant(PLATFORM_TENANT), await makeTenant()];
  const admin = await shop.way(await shop.member("viewer", true));
  const other = await shop.way(await shop.member());
  await platform.keep([refused("a")]);
  assert.deepEqual(await platform.open(), [["key_refused", "a", { name: "a", lent: true }]]);
  assert.deepEqual([(await wayNow(admin.id)).news, (await wayNow(other.id)).news], [1, 0]);
  const untold = async (id: string) => (await readStanding({ id }, [])).untold.length;
  assert.deepEqual([await untold(admin.id), await untold(other.id)], [1, 0]);
});

test("of workers that hear of one event the first looks; the next event is looked at again", async () => {
  const { tenantId, desk } = await makeTenant();
  const event = Date.now() - second;
  const looks = await claimEvents(new Map([[tenantId, event]]));
  assert.deepEqual(looks, [{ tenantId, fence: 1 }]);
  assert.deepEqual(await claimEvents(new Map([[tenantId, event]])), []);
  const again = await claimEvents(new Map([[tenantId, Date.now() + minute]]));
  assert.deepEqual(again, [{ tenantId, fence: 2 }]);
  assert.deepEqual(await claimEvents(new Map([[randomUUID(), event]])), [], "the tenant is gone");
  assert.deepEqual(await claimDue(10), []);
  await db.alertDesk.update({ where: { tenantId }, data: { lookAt: at(-second) } });
  assert.deepEqual(await claimDue(10), [{ tenantId, fence: 3 }]);
  assert.ok((await desk()).lookAt.getTime() > Date.now(), "it is taken as lost after some seconds only");
});

test("all tenants are looked at within some seconds, also those that nobody has looked at yet", async () => {
  const [fresh, known, soon] = [await makeTenant(), await makeTenant(), await makeTenant()];
  await known.keep([]);
  await soon.keep([]);
  const lookAt = at(2 * second);
  await db.alertDesk.update({ where: { tenantId: soon.tenantId }, data: { lookAt } });
  await lookAtAll();
  assert.ok((await fresh.desk()).lookAt.getTime() < Date.now() + second);
  assert.ok((await known.desk()).lookAt.getTime() < Date.now() + 4 * second);
  assert.deepEqual((await soon.desk()).lookAt, lookAt);
});

test("a way that is due is told by one worker until its claim ends; of two tenants each has its turn", async () => {
  const [loud, quiet] = [await makeTenant(), await makeTenant()];
  const long = at(-minute);
  const first = await loud.way(null, { dueAt: at(-2 * minute), news: 4, url: "https://a.uz", secret: "s" });
  await loud.way(null, { dueAt: long });
  const theirs = await quiet.way(null, { dueAt: at(-second) });
  await quiet.way(null, { dueAt: at(minute) });
  await quiet.way(null);
  const got = await claimWays(workerId, 2);
  assert.deepEqual(new Set(got.map(({ id }) => id)), new Set([first.id, theirs.id]));
  assert.partialDeepStrictEqual(
    got.find(({ id }) => id === first.id),
    {
      ...{ tenantId: loud.tenantId, channel: "webhook", userId: null, botId: null, chatId: null },
      ...{ url: "https://a.uz", secret: "s", news: 4 },
    },
  );
  assert.equal((await claimWays(randomUUID(), 10)).length, 1, "the rest");
  assert.equal((await claimWays(randomUUID(), 10)).length, 0);
  await db.alertWay.update({ where: { id: first.id }, data: { until: at(-second) } });
  assert.deepEqual(
    (await claimWays(randomUUID(), 10)).map(({ id }) => id),
    [first.id],
    "its worker is gone",
  );
});

test("a way is due again when its worker says, or at once if something came meanwhile; only its own worker lets it go", async () => {
  const { way } = await makeTenant();
  const { id } = await way(null);
  const held = await claimed(id);
  const next = Date.now() + 5 * minute;
  await releaseWay(randomUUID(), held, next);
  assert.equal((await wayNow(id)).workerId, workerId);
  await releaseWay(workerId, held, next);
  assert.deepEqual([(await wayNow(id)).workerId, (await wayNow(id)).dueAt], [null, new Date(next)]);
  const ms = await nextDueMs();
  assert.ok(ms !== null && Math.abs(ms - 5 * minute) < minute);

  const again = await claimed(id);
  const came = at(second);
  await db.alertWay.update({ where: { id }, data: { news: { increment: 1 }, dueAt: came } });
  await releaseWay(workerId, again, null);
  assert.deepEqual((await wayNow(id)).dueAt, came);
  await releaseWay(workerId, await claimed(id), null);
  assert.equal(await nextDueMs(), null);
  await claimed(id);
  await stopWay({ id });
  assert.deepEqual([(await wayNow(id)).enabled, (await wayNow(id)).dueAt], [false, null]);
});

test("a cause is told on a way once, and its end once it was told and sent", async () => {
  const { tenantId, keep, way, member } = await makeTenant();
  const { id } = await way(await member(), { chatId: 7 });
  await keep([refused("a"), retired("m")]);
  const standing = () => readStanding({ id }, alertKinds);
  const before = await standing();
  assert.deepEqual(
    before.untold.map(({ kind, subject }) => `${kind} ${subject}`),
    ["key_refused a", "model_retired m"],
  );
  assert.deepEqual(
    (await readStanding({ id }, ["model_retired"])).untold.length,
    1,
    "what may be told there",
  );
  assert.ok(Math.abs((before.untold[0]?.openedAt ?? 0) - before.now) < minute);
  const ids = before.untold.map((cause) => cause.id);
  assert.equal(await addNote(workerId, { id, tenantId }, "opened", ids), null, "nobody holds it");
  await claimed(id);
  const noteId = await addNote(workerId, { id, tenantId }, "opened", ids);
  assert.ok(noteId);
  const [note] = await dueNotes({ id });
  assert.partialDeepStrictEqual(note, { id: noteId, event: "opened", tries: 0, replyTo: null });
  const told = await standing();
  assert.deepEqual([told.untold, told.solved, told.sends.map(({ event }) => event)], [[], [], ["opened"]]);
  assert.deepEqual(told.toldAt.map(({ kind, subject }) => `${kind} ${subject}`).sort(), [
    "key_refused a",
    "model_retired m",
  ]);
  assert.equal(await stillOpen(id), 2);
  assert.deepEqual(
    (await causesOfNote(noteId)).map(({ subject, facts, solvedAt }) => [subject, facts.name, solvedAt]),
    [
      ["a", "a", null],
      ["m", "m", null],
    ],
  );

  await keep([retired("m")]);
  assert.deepEqual((await standing()).solved, [], "it was not sent yet");
  await keepSent(noteId, { ok: true, telegramId: 5 });
  assert.deepEqual(await dueNotes({ id }), []);
  const [solved] = (await standing()).solved;
  assert.equal(solved?.subject, "a");
  assert.equal(await stillOpen(id), 1);
  const endId = await addNote(workerId, { id, tenantId }, "solved", [solved?.id ?? 0]);
  assert.ok(endId);
  assert.deepEqual((await standing()).solved, []);
  assert.deepEqual(
    (await dueNotes({ id })).map(({ event, replyTo }) => [event, replyTo]),
    [["solved", 5]],
  );
  assert.deepEqual(await messagesBefore(endId), [{ id: noteId, telegramId: 5 }]);
  assert.deepEqual(
    (await causesOfNote(endId)).map(({ subject }) => subject),
    ["a"],
  );
});

test("a muted kind is untold for that person alone; a cause of nobody's tenant is told on the person's oldest way", async () => {
  const { tenantId, way, member, keep } = await makeTenant();
  const [one, two] = [await member(), await member("owner", true)];
  const [first, second] = [await way(one), await way(two)];
  await keep([refused("a")]);
  await db.alertMute.create({ data: { tenantId, userId: one, kind: "key_refused" } });
  const untold = async (id: string) =>
    (await readStanding({ id }, alertKinds)).untold.map(({ kind }) => kind);
  assert.deepEqual([await untold(first.id), await untold(second.id)], [[], ["key_refused"]]);

  const elsewhere = await makeTenant();
  await db.member.create({ data: { tenantId: elsewhere.tenantId, userId: one, role: "owner" } });
  const later = await elsewhere.way(one, { createdAt: at(minute) });
  const facts = { name: "x" };
  await db.alertCause.create({ data: { userId: one, kind: "new_sign_in", subject: "s", facts } });
  await db.alertCause.create({ data: { kind: "disk_full", subject: "h", facts } });
  assert.deepEqual(await untold(first.id), ["new_sign_in"]);
  assert.deepEqual(await untold(second.id), ["key_refused", "disk_full"], "of the platform, to its admins");
  assert.deepEqual(await untold(later.id), []);
  await stopWay(first);
  assert.deepEqual(await untold(later.id), ["new_sign_in"]);
});

test("a try that fails is made again when it is time, or given up; both say why", async () => {
  const { tenantId, way } = await makeTenant();
  const { id } = await way(null);
  await claimed(id);
  const noteId = (await addNote(workerId, { id, tenantId }, "test", [])) ?? "";
  const now = () => db.alertNote.findUniqueOrThrow({ where: { id: noteId } });
  await keepSent(noteId, { ok: false, status: 500, error: "x".repeat(400), againMs: 5 * minute });
  const waiting = await now();
  assert.deepEqual([waiting.state, waiting.tries, waiting.status, waiting.doneAt], ["waiting", 1, 500, null]);
  assert.equal(waiting.error?.length, 300);
  assert.equal(await nextTryAt({ id }), waiting.nextAt.getTime());
  assert.ok(Math.abs(waiting.nextAt.getTime() - Date.now() - 5 * minute) < minute);
  assert.deepEqual(await dueNotes({ id }), []);
  await keepSent(noteId, { ok: false, error: "gone" });
  const failed = await now();
  assert.deepEqual([failed.state, failed.tries, failed.error], ["failed", 2, "gone"]);
  assert.ok(failed.doneAt);
  assert.equal(await nextTryAt({ id }), null);
});

test("the end of what two messages told of replies to neither", async () => {
  const { tenantId, keep, way, member } = await makeTenant();
  const { id } = await way(await member());
  await claimed(id);
  const ids: number[] = [];
  for (const [i, subject] of ["a", "b"].entries()) {
    await keep(["a", "b"].slice(0, i + 1).map((each) => refused(each)));
    const { untold } = await readStanding({ id }, alertKinds);
    assert.deepEqual(
      untold.map((cause) => cause.subject),
      [subject],
    );
    ids.push(...untold.map((cause) => cause.id));
    const noteId = await addNote(workerId, { id, tenantId }, "opened", [ids[i] ?? 0]);
    await keepSent(noteId ?? "", { ok: true, telegramId: 10 + i });
  }
  await keep([]);
  const endId = await addNote(workerId, { id, tenantId }, "solved", ids);
  assert.deepEqual(
    (await dueNotes({ id })).map(({ replyTo }) => replyTo),
    [null],
  );
  assert.deepEqual((await messagesBefore(endId ?? "")).map(({ telegramId }) => telegramId).sort(), [10, 11]);
});

test("who reads it is known while the way is on: a member with their language, a webhook without one", async () => {
  const { way, member, tenantId } = await makeTenant();
  const userId = await member("operator");
  const { email } = await db.user.findUniqueOrThrow({ where: { id: userId } });
  const { slug, locale } = await db.tenant.findUniqueOrThrow({ where: { id: tenantId } });
  const tenant = { name: "Shop", slug, locale };
  const own = await way(userId);
  assert.deepEqual(await readReader(own), { tenant, person: { email, locale: "ru" }, role: "operator" });
  assert.deepEqual(await readReader(await way(null)), { tenant, person: null, role: null });
  await stopWay(own);
  assert.equal(await readReader(own), null);
});

test("solved causes are kept for ninety days, notes for thirty, those of open causes as long as these", async () => {
  const { tenantId, way } = await makeTenant();
  const { id: wayId } = await way(null);
  const cause = (days: number | null) =>
    db.alertCause.create({
      data: {
        ...{ tenantId, kind: "key_refused", subject: randomUUID(), facts: {} },
        solvedAt: days === null ? null : at(-days * day),
      },
    });
  const note = async (days: number, causeId: bigint) => {
    const data = { id: randomUUID(), tenantId, wayId, event: "opened", createdAt: at(-days * day) } as const;
    const { id } = await db.alertNote.create({ data });
    await db.alertTold.create({ data: { tenantId, wayId, causeId, noteId: id } });
    return id;
  };
  const [old, recent, still] = [await cause(91), await cause(89), await cause(null)];
  const [, kept, open] = [
    await note(31, recent.id),
    await note(29, (await cause(1)).id),
    await note(31, still.id),
  ];
  await forgetOldAlerts();
  assert.equal(await db.alertCause.count({ where: { id: old.id } }), 0);
  assert.equal(await db.alertCause.count(), 3);
  assert.deepEqual((await db.alertNote.findMany()).map(({ id }) => id).sort(), [kept, open].sort());
});
