// How alerts are delivered: linked by one tap, grouped, muted, stopped, at least once, and in each tenant for itself.
import "#test/database.ts";
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import test, { after, afterEach } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { untilDelivered } from "#lib/alerts/delivered.ts";
import { makeAlertLink } from "#lib/alerts/links.ts";
import { countOwnCauses, listCauses } from "#lib/alerts/list.ts";
import { addWebhook, muteKind, setMail, testOwnWay, testWebhook } from "#lib/alerts/settings.ts";
import { signatureOf } from "#lib/alerts/webhook-request.ts";
import { announce } from "#lib/audit.ts";
import type { Context } from "#lib/context.ts";
import { db } from "#lib/db.ts";
import { editKey } from "#lib/keys/edit.ts";
import { seal } from "#lib/secrets.ts";
import { PLATFORM_SLUG, PLATFORM_TENANT } from "#lib/shared-keys/tenant.ts";
import { createTenant, createUser } from "#test/builders.ts";
import { startMailServer } from "#test/mail-server.ts";
import { until } from "#test/until.ts";
import { within } from "#test/within.ts";
import { addPlatformBot, alertsIn, linkMember, PLATFORM_BOT, told, writeTo } from "../fixtures/alerted.ts";
import { BOT, makeWorld, models } from "../fixtures/world.ts";

process.env.ALERTS_PRIVATE_ADDRESSES = "on";
const mail = await startMailServer();
after(() => mail.close());
// Workers inherit it.
process.env.SMTP_URL = mail.url;
const world = makeWorld({ workers: 2, prepare: async (world) => void (await addPlatformBot(world)) });
let chat = 700;

/** Keys that Google refused in their last check: a cause each, all at once. @returns when they were stored */
async function refusedKeys({ tenantId }: Pick<Context, "tenantId">, count: number): Promise<number> {
  const keyOf = (_: unknown, i: number) => {
    const id = randomUUID();
    const secret = seal(`AQ.${id}`, { tenantId, table: "Key", rowId: id, column: "secret" });
    const names = { label: `Bad ${i}`, last4: "0000", position: 100 + i };
    const check = { checkClass: "key_blocked", checkedAt: new Date() } as const;
    return { id, tenantId, secret, secretIndex: id, ...names, ...check };
  };
  await db.key.createMany({ data: Array.from({ length: count }, keyOf) });
  await db.$transaction((tx) => announce(tx, tenantId));
  return Date.now();
}
async function forgetRefused({ tenantId }: Pick<Context, "tenantId">): Promise<void> {
  await db.key.deleteMany({ where: { tenantId, label: { startsWith: "Bad" } } });
  await db.$transaction((tx) => announce(tx, tenantId));
}
const texts = async (bot = PLATFORM_BOT) => (await alertsIn(world, chat, bot)).map(({ text }) => text);

afterEach(async () => {
  await forgetRefused(world.context);
  await db.alertWay.deleteMany();
  await until(
    "everything is solved",
    async () => (await db.alertCause.count({ where: { solvedAt: null } })) === 0,
  );
});

test("500 causes at once make one message in Telegram, and one that they are solved", async () => {
  await linkMember(world, ++chat);
  const from = await refusedKeys(world.context, 500);
  const text = await told(world, chat, /Google refuses/);
  assert.ok(Date.now() - from < within(5_000), `${Date.now() - from} ms`);
  assert.match(text, /Google refuses 500 keys: Bad 0 .*, Bad 4 \(…0000\) and 495 more\. Replace them\./);
  await forgetRefused(world.context);
  const mended = Date.now();
  await told(world, chat, /Solved\n\n✅ Works again or is replaced: .* and 495 more\.$/);
  assert.ok(Date.now() - mended < within(5_000), `${Date.now() - mended} ms`);
  await sleep(1_500);
  assert.equal((await texts()).length, 3, (await texts()).join("\n---\n"));
});

test("a flood of causes in one tenant delays no other tenant's alert", async () => {
  const loud = await createTenant({ name: "Loud" });
  const quiet = await createTenant({ name: "Quiet" });
  for (let i = 0; i < 20; i++) await linkMember(world, 10_000 + i, { tenantId: loud.tenantId });
  await linkMember(world, ++chat, { tenantId: quiet.tenantId });
  await refusedKeys(loud, 2_000);
  const from = await refusedKeys(quiet, 1);
  await told(world, chat, /^Quiet\n\n🔴 Bad 0/);
  assert.ok(Date.now() - from < within(5_000), `${Date.now() - from} ms`);
  await Promise.all([forgetRefused(loud), forgetRefused(quiet)]);
});

test("a lent key that dies is told to the platform's admins and to nobody else; who borrows it is told what to do", async () => {
  const [host, owner, neighbour] = [++chat, ++chat, ++chat];
  const other = await createTenant({ name: "Other" });
  const admin = await linkMember(world, host, {
    tenantId: other.tenantId,
    platformAdmin: true,
    role: "operator",
  });
  const borrower = await linkMember(world, owner);
  const foreign = await linkMember(world, neighbour, { tenantId: other.tenantId });
  const platform = await createTenant({ id: PLATFORM_TENANT, slug: PLATFORM_SLUG });
  await db.tenant.update({ where: { id: world.context.tenantId }, data: { limits: { sharedCalls: 5 } } });
  const own = await db.key.findMany({ where: { tenantId: world.context.tenantId } });
  for (const { id } of own) await world.live(await editKey(world.context, id, { enabled: false }));
  const from = await refusedKeys(platform, 1);
  const text = await told(world, host, /Google has blocked/);
  assert.ok(Date.now() - from < within(5_000), `${Date.now() - from} ms`);
  assert.match(
    text,
    /^Other\n\n🔴 Bad 0 \(…0000\), of the platform’s keys: .*\n.*\/platform\/keys#key=[\w-]+$/,
  );
  assert.match(
    await told(world, owner, /lends/),
    /^Worker test\n\n🔴 @\S+ cannot answer: .*add a key of your own.*\n.*\/keys$/,
  );
  const kindsOf = async (context: Context) =>
    (await listCauses(context)).open.map(({ kind, facts }) => (facts.lent ? `lent ${kind}` : kind));
  assert.deepEqual(await kindsOf(admin), ["lent key_refused"]);
  assert.deepEqual(await kindsOf(foreign), []);
  assert.deepEqual(await kindsOf(borrower), ["bot_silent"]);
  assert.deepEqual(await Promise.all([admin, foreign, borrower].map(countOwnCauses)), [1, 0, 0]);

  await forgetRefused(platform);
  const works = { checkClass: "ok", checkedAt: new Date() } as const;
  await db.key.updateMany({ where: { tenantId: world.context.tenantId }, data: works });
  await told(world, host, /✅ .*of the platform’s keys/);
  for (const { id } of own) await world.live(await editKey(world.context, id, { enabled: true }));
  await told(world, owner, /✅ Can answer again/);
  assert.equal((await alertsIn(world, neighbour)).length, 1, "that the account is linked");
  for (const each of await alertsIn(world, owner)) assert.doesNotMatch(each.text, /Bad 0/);
  await db.tenant.update({ where: { id: world.context.tenantId }, data: { limits: {} } });
});

test("a link works once, with its own bot only, and not after ten minutes", async () => {
  const { start, tenantId, actorId } = await linkMember(world, ++chat);
  await writeTo(world, PLATFORM_BOT, chat + 1, start);
  await until("it is refused", async () =>
    (await alertsIn(world, chat + 1)).some(({ text }) => /havola ishlatilgan yoki eskirgan/.test(text)),
  );
  const context = { tenantId, role: "owner", actorId } as const;
  const { url } = await makeAlertLink(context, world.botId);
  await writeTo(world, PLATFORM_BOT, chat + 1, `/start ${new URL(url).searchParams.get("start")}`);
  await until("it is refused", async () => (await alertsIn(world, chat + 1)).length === 2);
  await db.alertCode.updateMany({ data: { expiresAt: new Date() } });
  await world.write(chat + 1, `/start ${new URL(url).searchParams.get("start")}`);
  await until("it is refused", async () => /eskirgan/.test((await world.texts(chat + 1)).join()));
  const ways = await db.alertWay.findMany({ where: { channel: "telegram" } });
  assert.deepEqual(
    ways.map((way) => Number(way.chatId)),
    [chat],
  );
  chat++;
});

test("a tenant's own bot links and writes too; its ordinary users notice nothing", async () => {
  await linkMember(world, ++chat, { locale: "ru" }, { botId: world.botId, bot: BOT });
  await told(world, chat, /теперь оповещения «Worker test» приходят сюда/, BOT);
  await refusedKeys(world.context, 1);
  await told(world, chat, /Google заблокировал этот ключ/, BOT);
  const stranger = chat + 1_000;
  assert.deepEqual(await world.ask(stranger, "/stop_alerts"), [`${models.first}: /stop_alerts`]);
  assert.match((await world.ask(stranger, "/start")).join(), /Test/);
  assert.doesNotMatch((await world.texts(stranger)).join(), /оповещен|ogohlantirish|alerts of/i);
});

test("/stop_alerts ends them, in the person's language; a removed or demoted member is told nothing", async () => {
  await linkMember(world, ++chat, { locale: "uz" });
  await writeTo(world, PLATFORM_BOT, chat, "/stop_alerts");
  await told(world, chat, /endi bu yerga kelmaydi/);
  const demoted = ++chat;
  const { actorId } = await linkMember(world, demoted);
  await db.member.updateMany({ where: { userId: actorId }, data: { role: "viewer" } });
  await linkMember(world, ++chat);
  await refusedKeys(world.context, 1);
  await told(world, chat, /Bad 0/);
  const due = () => db.alertWay.count({ where: { dueAt: { not: null } } });
  await until("every way is settled", async () => (await due()) === 0);
  assert.equal((await alertsIn(world, demoted - 1)).length, 2);
  assert.equal((await alertsIn(world, demoted)).length, 1);
});

test("a muted kind is not told to that person, and to others it is", async () => {
  const muting = ++chat;
  await muteKind(await linkMember(world, muting), "key_refused", true);
  await linkMember(world, ++chat);
  await refusedKeys(world.context, 1);
  await told(world, chat, /Bad 0/);
  assert.equal((await alertsIn(world, muting)).length, 1);
});

test("a worker that is killed while it sends repeats the alert once at most, by another worker", async () => {
  await linkMember(world, ++chat);
  await told(world, chat, /come here/);
  await world.faults({ latencyMs: 1_500 });
  await refusedKeys(world.context, 1);
  await until("it is being sent", () => db.alertWay.findFirst({ where: { workerId: { not: null } } }));
  await sleep(700);
  await Promise.all(world.workers.splice(0).map((worker) => worker.end("SIGKILL")));
  await world.faults({ latencyMs: 0 });
  await Promise.all([world.startWorker(), world.startWorker()]);
  await told(world, chat, /Bad 0/);
  await until("it is noted", async () => (await db.alertNote.count({ where: { state: "waiting" } })) === 0);
  const count = (await texts()).filter((text) => /🔴 Bad 0/.test(text)).length;
  assert.ok(count === 1 || count === 2, `${count} times`);
});

test("a webhook is told of a cause and its end, signed; a failing one is tried again and the log says so", async () => {
  const received: { body: string; signature: string }[] = [];
  let status = 500;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push({ body, signature: String(request.headers["x-botfactory-signature"]) });
    response.writeHead(status).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const { id, secret } = await addWebhook(world.context, `http://127.0.0.1:${port}/hook`);
  await testWebhook(world.context, id);
  await until("the test was sent", async () => received.length === 1);
  status = 200;
  await refusedKeys(world.context, 3);
  await until("the causes were sent", async () => received.length === 2);
  const { body, signature } = received[1] ?? { body: "", signature: "" };
  const [, seconds] = /^t=(\d+)/.exec(signature) ?? [];
  assert.equal(signatureOf(secret, body, Number(seconds)), signature);
  const { event, causes, tenant } = JSON.parse(body);
  assert.deepEqual([event, causes.length, tenant], ["opened", 3, "worker-test"]);
  await forgetRefused(world.context);
  await until("the end was sent", async () => received.length === 3);
  assert.equal(JSON.parse(received[2]?.body ?? "").event, "solved");
  await until(
    "the log says so",
    async () => (await db.alertNote.count({ where: { wayId: id, state: "sent" } })) === 2,
  );
  const [failed] = await db.alertNote.findMany({ where: { wayId: id, event: "test" } });
  assert.deepEqual([failed?.state, failed?.status, failed?.tries], ["failed", 500, 1]);
});

test("by e-mail a member is told of a cause and its end in their language; a busy mail server is tried again", async () => {
  const userId = await createUser({ locale: "ru", email: "nargiza@example.com" });
  const { tenantId } = world.context;
  await db.member.create({ data: { tenantId, userId, role: "admin" } });
  const context = { tenantId, role: "admin", actorId: userId } as const;
  await setMail(context, true);
  await testOwnWay(context, "mail");
  await until("the test was sent", async () => mail.mails.length === 1);
  const [first] = mail.mails;
  assert.deepEqual([first?.from, first?.to], ["no-reply@localhost", ["nargiza@example.com"]]);
  assert.match(first?.text ?? "", /Проверка: оповещения «Worker test» приходят сюда/);

  mail.busyFor = Number.POSITIVE_INFINITY;
  const from = await refusedKeys(world.context, 1);
  const noted = await until("a try failed", () =>
    db.alertNote.findFirst({ where: { tries: { gte: 1 }, status: null, state: "waiting" } }),
  );
  assert.match(noted.error ?? "", /451/);
  mail.busyFor = 0;
  await until("the cause was sent", async () => mail.mails.length === 2);
  assert.ok(Date.now() - from >= 5_000, "the second try waits");
  const opened = mail.mails[1]?.text ?? "";
  assert.match(
    opened,
    /Bad 0 \(…0000\): Google заблокировал этот ключ, например из-за утечки\. Замените его\./,
  );
  assert.match(opened, /http:\/\/localhost:\d+\/worker-test\/keys/);
  assert.match(opened, /потому что включили оповещения по почте/);
  await forgetRefused(world.context);
  await until("the end was sent", async () => mail.mails.length === 3);
  assert.match(mail.mails[2]?.text ?? "", /✅ Снова работает или заменён: Bad 0/);

  await setMail(context, false);
  await refusedKeys(world.context, 1);
  await linkMember(world, ++chat);
  await told(world, chat, /Bad 0/);
  assert.equal(mail.mails.length, 3, "switched off");
});

test("a test is said to have arrived only once it has, and to a chat that blocked the bot it is said not to", async () => {
  const context = await linkMember(world, ++chat);
  const outcome = async () => untilDelivered(await testOwnWay(context, "telegram"), context);
  assert.equal((await outcome()).state, "sent");
  assert.match((await texts()).at(-1) ?? "", /A test/);
  await world.telegram("POST", "/block", { bot: PLATFORM_BOT, chat: { id: chat } });
  const { state, error } = await outcome();
  assert.equal(state, "failed");
  assert.match(error ?? "", /blocked by the user/);
  const elsewhere = { tenantId: randomUUID() };
  assert.equal((await untilDelivered(randomUUID(), elsewhere)).state, "failed", "nobody else's is looked at");
});
