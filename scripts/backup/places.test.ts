// Where backups are kept: nothing that is not whole, and only the newest.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { readEnv } from "#lib/env.ts";
import { type S3Server, startS3 } from "#test/s3-server.ts";
import { backupName, backupsIn, keepNewest } from "./kept.ts";
import { folderPlace, placeFor } from "./places.ts";
import { asWeb } from "./write.ts";

const scratch = mkdtempSync(join(tmpdir(), "botfactory-places-"));
let s3: S3Server;
before(async () => {
  s3 = await startS3("our-id");
});
after(async () => {
  await s3.end();
  rmSync(scratch, { recursive: true, force: true });
});

const bodyOf = (...chunks: (Buffer | Error)[]): ReadableStream<Uint8Array> =>
  asWeb(
    (async function* () {
      for (const chunk of chunks) {
        if (chunk instanceof Error) throw chunk;
        yield chunk;
      }
    })(),
  );

const s3Settings = (more: Record<string, string> = {}) =>
  readEnv({
    BACKUP_TO: "s3://our-bucket/nightly",
    BACKUP_S3_ENDPOINT: s3.url,
    BACKUP_S3_KEY_ID: "our-id",
    BACKUP_S3_SECRET: "our-secret",
    ...more,
  });

test("a folder keeps a backup for its owner only, and nothing of one that breaks off", async () => {
  const folder = join(scratch, "folder");
  const place = folderPlace(folder);
  const whole = randomBytes(100_000);
  await place.put("whole", bodyOf(whole));
  await assert.rejects(place.put("broken", bodyOf(whole, new Error("the database went away"))), /went away/);
  assert.deepEqual(readdirSync(folder), ["whole"]);
  assert.deepEqual(readFileSync(await place.fetch("whole", scratch)), whole);
  assert.equal(statSync(join(folder, "whole")).mode & 0o777, 0o600);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  await assert.rejects(place.fetch("broken", scratch), /There is no broken in /);
});

test("what a killed backup left does not stay for ever; what another one writes just now stays", async () => {
  const folder = join(scratch, "killed");
  const place = folderPlace(folder);
  await place.put("first", bodyOf(randomBytes(10)));
  const [old, fresh] = [`${backupName(new Date(0))}.part`, `${backupName(new Date())}.part`];
  const foreign = "film.mkv.part";
  for (const [name, hours] of [
    [old, 25],
    [fresh, 1],
    [foreign, 25],
  ] as const) {
    writeFileSync(join(folder, name), "");
    const at = new Date(Date.now() - hours * 3_600_000);
    utimesSync(join(folder, name), at, at);
  }
  await place.put("second", bodyOf(randomBytes(10)));
  assert.deepEqual(readdirSync(folder).sort(), [fresh, foreign, "first", "second"].sort());
});

test("storage that speaks S3 keeps a backup larger than one part, and nothing of one that breaks off", async () => {
  const place = placeFor(s3Settings());
  const halves = [randomBytes(7 * 2 ** 20), randomBytes(3 * 2 ** 20)];
  await place.put("whole", bodyOf(...halves));
  assert.ok(s3.objects.get("our-bucket/nightly/whole")?.equals(Buffer.concat(halves)));
  assert.deepEqual(await place.list(), ["whole"]);
  assert.ok(readFileSync(await place.fetch("whole", scratch)).equals(Buffer.concat(halves)));
  await assert.rejects(
    place.put("broken", bodyOf(...halves, new Error("the database went away"))),
    /went away/,
  );
  assert.deepEqual([...s3.objects.keys()], ["our-bucket/nightly/whole"]);
  assert.equal(s3.open.size, 0);
  await place.remove("whole");
  assert.deepEqual(await place.list(), []);
  await assert.rejects(place.fetch("whole", scratch), /There is no whole in s3:\/\/our-bucket\/nightly/);
});

test("storage that says 200 and then that it failed has kept nothing", async () => {
  const place = placeFor(s3Settings());
  s3.joins = false;
  await assert.rejects(
    place.put("unjoined", bodyOf(Buffer.from("x"))).finally(() => {
      s3.joins = true;
    }),
    /has not put the parts together/,
  );
  assert.deepEqual(await place.list(), []);
  assert.equal(s3.open.size, 0);
});

test("storage that refuses is told, without the secret", async () => {
  const place = placeFor(s3Settings({ BACKUP_S3_KEY_ID: "another-id" }));
  await assert.rejects(place.put("whole", bodyOf(Buffer.from("x"))), (error: Error) => {
    assert.doesNotMatch(error.message, /our-secret/);
    return /403/.test(error.message);
  });
});

test("the newest backups stay, and files of others are left alone", async () => {
  for (const place of [
    folderPlace(join(scratch, "kept")),
    placeFor(s3Settings({ BACKUP_TO: "s3://our-bucket" })),
  ]) {
    const at = (day: number) => backupName(new Date(Date.UTC(2026, 10, day, 3)));
    for (const day of [4, 1, 3, 2]) await place.put(at(day), bodyOf(Buffer.from("x")));
    await place.put("holiday.jpg", bodyOf(Buffer.from("x")));
    assert.deepEqual(await keepNewest(place, 2), [at(2), at(1)]);
    const left = await backupsIn(place);
    assert.deepEqual(
      left.map(({ name, at: made }) => [name, made.getUTCDate()]),
      [
        [at(4), 4],
        [at(3), 3],
      ],
    );
    assert.ok((await place.list()).includes("holiday.jpg"));
  }
});

test("a backup of the future, made while a clock was wrong, is neither the newest nor one of those that stay", async () => {
  const place = folderPlace(join(scratch, "future"));
  const now = Date.UTC(2026, 10, 5);
  const at = (day: number, year = 2026) => backupName(new Date(Date.UTC(year, 10, day)));
  for (const name of [at(1, 2099), at(3), at(4)]) await place.put(name, bodyOf(Buffer.from("x")));
  const [newest] = await backupsIn(place, now);
  assert.equal(newest?.name, at(4));
  assert.deepEqual(await keepNewest(place, 1, now), [at(3)]);
  assert.deepEqual((await place.list()).sort(), [at(4), at(1, 2099)]);
});

test("a folder that does not exist yet holds no backups; one that is a file is told", async () => {
  assert.deepEqual(await backupsIn(folderPlace(join(scratch, "nowhere"))), []);
  writeFileSync(join(scratch, "file"), "");
  await assert.rejects(
    folderPlace(join(scratch, "file")).put("x", bodyOf(Buffer.from("x"))),
    /EEXIST|ENOTDIR/,
  );
});
