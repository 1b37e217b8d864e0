// `npm run reset-link` against a database with one account.
import "#test/database.ts";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { db } from "#lib/db.ts";
import { emailOfResetLink } from "#lib/people/reset-links.ts";
import { createUser } from "#test/builders.ts";

const dataDir = mkdtempSync(join(tmpdir(), "botfactory-reset-"));
after(() => rmSync(dataDir, { recursive: true, force: true }));

const run = (...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
    const env = { ...process.env, DATA_DIR: dataDir, TELEGRAM_BOT_TOKEN: "", GEMINI_API_KEY: "" };
    execFile(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", "scripts/reset-link.ts", ...args],
      { env },
      (error, stdout, stderr) => done({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });

test("it prints a link that works; --forget-factors removes second factors", async () => {
  const userId = await createUser({ email: "jasur@example.com" });
  await db.totp.create({ data: { userId, secret: "sealed", confirmedAt: new Date() } });
  const { code, stdout, stderr } = await run("Jasur@Example.com");
  assert.equal(code, 0);
  assert.match(stderr, /PUBLIC_URL is not set, so the link opens on this machine only/);
  const [, token = ""] = /^http:\/\/\S+\/reset\/(\S+)\n$/.exec(stdout) ?? [];
  assert.equal(await emailOfResetLink(token), "jasur@example.com");
  assert.equal(await db.totp.count({ where: { userId } }), 1);
  assert.equal((await run("jasur@example.com", "--forget-factors")).code, 0);
  assert.equal(await db.totp.count({ where: { userId } }), 0);
});

test("an unknown address and a wrong use end with a sentence and their own exit codes", async () => {
  const unknown = await run("nobody@example.com");
  assert.deepEqual([unknown.code, unknown.stdout], [1, ""]);
  assert.match(unknown.stderr, /no account with the e-mail address nobody@example\.com/);
  const wrong = await run();
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /Name one e-mail address/);
});
