// `npm run doctor` with Debian's PgBouncer before the database, set up well and badly.
import "#test/database.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { noPooler, startPooler } from "#test/pgbouncer.ts";
import { freePort } from "#test/ports.ts";
import type { Finding } from "./finding.ts";

const options = { skip: noPooler };
const direct = process.env.DATABASE_URL ?? "";
const dataDir = mkdtempSync(join(tmpdir(), "botfactory-doctor-pooler-"));
after(() => rmSync(dataDir, { recursive: true, force: true }));

/** What the doctor finds of these subjects, with the addresses as the environment has them. */
async function found(subjects: string[], more: Record<string, string> = {}) {
  const nowhere = "http://127.0.0.1:9";
  const env = {
    ...{ ...process.env, DATA_DIR: dataDir, HOST: "127.0.0.1" },
    ...{ TELEGRAM_API_ROOT: nowhere, GEMINI_BASE_URL: nowhere },
    ...{ PORT: String(await freePort()), WORKER_PORT: String(await freePort()), ...more },
  };
  const args = ["--disable-warning=ExperimentalWarning", "scripts/doctor.ts", "--json"];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
  });
  await new Promise((done) => child.once("close", done));
  assert.doesNotMatch(said, new RegExp(`:${new URL(direct).password}@`));
  const { findings } = JSON.parse(said) as { findings: Finding[] };
  return findings
    .filter(({ subject }) => subjects.includes(subject))
    .map(({ verdict, says, todo }) => `${verdict}: ${says}${todo ? ` → ${todo}` : ""}`);
}

async function withPooler(
  settings: Parameters<typeof startPooler>[2],
  work: (pooled: string) => Promise<void>,
): Promise<void> {
  const { stop } = await startPooler(direct, 2, settings);
  try {
    await work(process.env.DATABASE_URL ?? "");
  } finally {
    await stop();
    process.env.DATABASE_URL = direct;
    delete process.env.DIRECT_DATABASE_URL;
  }
}

test("a pooler in transaction mode, with the way past it, is fine in each line", options, () =>
  withPooler({}, async () => {
    const [connection, pooler, ...rest] = await found(["Connection", "Pooler"]);
    assert.deepEqual([connection, rest], ["fine: announcements arrive", []]);
    assert.match(
      pooler ?? "",
      /^fine: 127\.0\.0\.1:\d+ admits the platform's logins and shares PostgreSQL's conn/,
    );
  }),
);

test(
  "a pooler that is down is told with what to do, and the database itself is looked at",
  options,
  async () => {
    const DATABASE_URL = Object.assign(new URL(direct), { port: String(await freePort()) }).href;
    const [database, pooler] = await found(["Database", "Pooler"], {
      DATABASE_URL,
      DIRECT_DATABASE_URL: direct,
    });
    assert.match(database ?? "", /^fine: PostgreSQL \d/);
    assert.match(
      pooler ?? "",
      /^wrong: 127\.0\.0\.1:\d+ refuses botfactory_\w+: .* → Start the pooler there/,
    );
  },
);

test("a pooler in session mode works, and is told", options, () =>
  withPooler({ mode: "session" }, async () => {
    const [pooler] = await found(["Pooler"]);
    assert.match(
      pooler ?? "",
      /^note: .* gives each client a connection of its own: .* → Set pool_mode = transaction/,
    );
  }),
);

test("a direct address that leads to a pooler too is told", options, () =>
  withPooler({}, async (first) => {
    await withPooler({}, async (second) => {
      const way = { DATABASE_URL: first, DIRECT_DATABASE_URL: second };
      const [connection] = await found(["Connection"], way);
      assert.match(
        connection ?? "",
        /^wrong: DIRECT_DATABASE_URL leads to a pooler too: .* → Set DIRECT_DATABASE_URL/,
      );
    });
    const same = { DATABASE_URL: first, DIRECT_DATABASE_URL: first };
    const [connection, pooler] = await found(["Connection", "Pooler"], same);
    assert.match(connection ?? "", /^wrong: DIRECT_DATABASE_URL leads to a pooler too/);
    assert.match(pooler ?? "", /^note: DATABASE_URL and DIRECT_DATABASE_URL lead to the same host and port/);
    const [alone] = await found(["Connection"], { DATABASE_URL: first, DIRECT_DATABASE_URL: "" });
    assert.match(
      alone ?? "",
      /^wrong: .* a pooler in transaction mode stands in between → Set DIRECT_DATABASE_URL/,
    );
  }),
);

test(
  "a pooler that does not know the platform's logins, or leads elsewhere, is told apart",
  options,
  async () => {
    await withPooler({ looksUp: false }, async () => {
      const [pooler] = await found(["Pooler"]);
      assert.match(
        pooler ?? "",
        /^wrong: .* refuses botfactory_\w+: .* → Let the pooler look up the platform's logins/,
      );
    });
    await withPooler({}, async (pooled) => {
      const DATABASE_URL = Object.assign(new URL(pooled), { pathname: "/postgres" }).href;
      const [other] = await found(["Pooler"], { DATABASE_URL });
      assert.match(other ?? "", /^wrong: .* leads to another database than DIRECT_DATABASE_URL/);
      const nowhere = Object.assign(new URL(pooled), { pathname: "/nowhere" }).href;
      const [missing] = await found(["Pooler"], { DATABASE_URL: nowhere });
      assert.match(
        missing ?? "",
        /^wrong: .* → The pooler does not reach PostgreSQL.*database in its configuration/,
      );
    });
    await withPooler({ upstreamPort: String(await freePort()) }, async () => {
      const [pooler] = await found(["Pooler"]);
      assert.match(pooler ?? "", /^wrong: .* → The pooler does not reach PostgreSQL/);
    });
  },
);
