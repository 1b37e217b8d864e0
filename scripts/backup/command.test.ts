// `npm run backup` as somebody runs it: what it refuses, since nobody could use it.
import "#test/database.ts";
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { createBot, createKey, createTenant } from "#test/builders.ts";
import { asOwner } from "#test/database.ts";

const folder = mkdtempSync(join(tmpdir(), "botfactory-backup-command-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const settings = {
  DATA_DIR: folder,
  BACKUP_TO: join(folder, "to"),
  BACKUP_PASSPHRASE: "correct horse battery",
};
const FLAGS = "--disable-warning=ExperimentalWarning";

async function backUp(more: Record<string, string> = {}) {
  const child = spawn(process.execPath, [FLAGS, "scripts/backup.ts"], {
    env: { ...process.env, ...settings, ...more },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += chunk;
    });
  return { code: await new Promise<number | null>((done) => child.once("close", done)), said };
}
const kept = () => readdirSync(settings.BACKUP_TO);

test("a backup says that it was read back, and how much is in it", async () => {
  const { code, said } = await backUp();
  assert.equal(code, 0, said);
  assert.match(said, /^Backed up \d+ rows of \d+ tables to .*\.tar\.gz\.age, and checked it there$/m);
  const unchecked = await backUp({ BACKUP_CHECK: "off" });
  assert.doesNotMatch(unchecked.said, /checked/);
  rmSync(settings.BACKUP_TO, { recursive: true });
});

test("with an ENCRYPTION_KEY that opens none of the stored keys nothing is backed up; with one that opens some it is told", async () => {
  const context = await createTenant();
  await createBot(context);
  await createKey(context);
  const another = "ab".repeat(32);
  const { code, said } = await backUp({ ENCRYPTION_KEY: another });
  assert.equal(code, 1, said);
  assert.match(
    said,
    /^Nothing was backed up: the tokens and keys were sealed with another ENCRYPTION_KEY \([0-9a-f]{8}\)/,
  );
  assert.equal((await backUp()).code, 0);
  assert.equal(kept().length, 1);
  await asOwner(`UPDATE "Key" SET "secret" = regexp_replace("secret", '^v1\\.\\w+', 'v1.0badcafe')`);
  const some = await backUp();
  assert.equal(some.code, 0, some.said);
  assert.match(
    some.said,
    /^1 tokens and keys were sealed with an ENCRYPTION_KEY that this machine does not have \(0badcafe\)/,
  );
});

const noTerminal =
  spawnSync("script", ["--version"]).status === 0 ? false : "script (util-linux) is not installed";

test("a new passphrase is typed twice: two different ones make no backup", { skip: noTerminal }, async () => {
  const before = kept().length;
  const type = async (...typed: string[]) => {
    const command = `${process.execPath} ${FLAGS} scripts/backup.ts`;
    const child = spawn("script", ["-qec", command, "/dev/null"], {
      env: { ...process.env, ...settings, BACKUP_PASSPHRASE: "" },
    });
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
      const asked = said.match(/(Passphrase of the backup|Once more): /g)?.length ?? 0;
      while (typed.length > 0 && typed.length > 2 - asked) child.stdin.write(`${typed.shift()}\r`);
    });
    const code = await new Promise<number | null>((done) => child.once("close", done));
    return { code, said };
  };
  const slip = await type("correct horse battery", "correct horse batterz");
  assert.equal(slip.code, 1, slip.said);
  assert.match(slip.said, /two different passphrases\. Nothing was backed up/);
  assert.doesNotMatch(slip.said, /correct horse/);
  assert.equal(kept().length, before);
  const same = await type("correct horse battery", "correct horse battery");
  assert.equal(same.code, 0, same.said);
  assert.equal(kept().length, before + 1);
});
