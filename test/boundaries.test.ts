// Import rules (docs/architecture.md has the map), and rules about the source tree.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { normalize } from "node:path";
import test from "node:test";
import { circlesOf, type Import, importsOf, isTest, roomsOf } from "./imports.ts";
import { COMPUTED, exportedNames, outsideGlobals } from "./syntax.ts";

const houses = ["app", "bench", "bots", "e2e", "faults", "lib", "sandbox", "scripts", "test"];
const files = globSync([`{${houses}}/**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}`, "proxy.ts"]).map(normalize);
const everyImport = files.flatMap(importsOf);
const imports = everyImport.filter(({ file }) => !isTest(file));

const within =
  (...folders: string[]) =>
  (path: string) =>
    folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
const not =
  (condition: (path: string) => boolean) =>
  (path: string): boolean =>
    !condition(path);

function forbid(
  rule: string,
  from: (file: string) => boolean,
  to: (target: string) => boolean,
  of = imports,
) {
  test(rule, () => {
    const broken = of.filter(({ file, target }) => from(file) && to(target));
    assert.deepEqual(broken.map(written), []);
  });
}
const written = ({ file, target }: Import) => `${file} → ${target}`;

/** What each folder imports of the others. */
const mayImport = {
  app: ["lib", "prisma/generated"],
  bots: ["lib", "prisma/generated"],
  lib: ["prisma/generated"],
  scripts: ["lib", "prisma/generated"],
  sandbox: [],
  test: ["lib", "prisma/generated", "scripts"],
  bench: ["e2e/browser.ts", "lib", "scripts", "test"],
  e2e: ["lib", "scripts", "test"],
  faults: ["bench/figures.ts", "bots", "lib", "scripts", "test"],
};
/** Tests and fixtures of these also import test, and the sandbox where thousands of calls need it in-process. The mutation tool is a command that runs tests. */
const mayTest = (file: string) =>
  file === "scripts/mutate.ts" || (isTest(file) && within("app", "bots", "lib", "scripts")(file));
for (const [house, allowed] of Object.entries(mayImport)) {
  const own = house === "app" ? within("app", "proxy.ts") : within(house);
  const others = within(...houses.filter((other) => other !== house), "prisma");
  test(`${house}, its tests and fixtures too, imports only ${allowed.join(", ") || "nothing"} of the others`, () => {
    const broken = everyImport.filter(
      ({ file, target }) =>
        own(file) &&
        others(target) &&
        !within(...allowed, ...(mayTest(file) ? ["test", "sandbox/testing.ts"] : []))(target),
    );
    assert.deepEqual(broken.map(written), []);
  });
}

// Benchmarks play what tests play.
const played = within(
  "lib/fallback/fixtures/traffic.ts",
  "lib/knowledge/fixtures",
  "lib/markdown/fixtures/nestings.ts",
);
forbid(
  "only tests and fixtures import tests and fixtures",
  () => true,
  (target) => isTest(target) && !within("test")(target) && !played(target),
);
test("imports name their module, except for Postgres by platform, the tests of a mutation run and a second copy in a test", () => {
  const computed = everyImport.filter(({ target }) => target === COMPUTED).map(({ file }) => file);
  assert.deepEqual(computed.sort(), [
    "lib/tenant-db.test.ts",
    "scripts/database/binaries.ts",
    "scripts/mutate/in-process-worker.ts",
  ]);
});
test("nothing loads modules by require", () => {
  const requiring = files.filter((file) => /\b(createRequire|require)\s*\(/.test(readFileSync(file, "utf8")));
  assert.deepEqual(requiring, []);
});

const isFramework = (target: string) => /^(next|react|react-dom|telegraf|server-only)(\/|$)/.test(target);
forbid("lib imports neither Next, React nor Telegraf", within("lib"), isFramework, everyImport);
forbid("lib/fallback imports nothing outside itself", within("lib/fallback"), not(within("lib/fallback")));
forbid(
  "the rest of the project imports only the entry of lib/fallback",
  not(within("lib/fallback")),
  (target) =>
    within("lib/fallback")(target) &&
    target !== "lib/fallback/index.ts" &&
    // The traffic benchmark switches engine parts off; nothing else may.
    target !== "lib/fallback/fixtures/traffic.ts",
);
forbid(
  "the leaves env, errors, log, secrets and database-away import nothing of lib except env, errors and log",
  within("lib/env.ts", "lib/errors.ts", "lib/log.ts", "lib/secrets.ts", "lib/database-away.ts"),
  (target) => within("lib")(target) && !within("lib/env.ts", "lib/errors.ts", "lib/log.ts")(target),
);
const isLeaf = (path: string) => /^lib\/[^/]+$/.test(path);
const messages = within("lib/messages");
forbid("files at the top level of lib import no folder of lib except messages", isLeaf, (target) => {
  return within("lib")(target) && !isLeaf(target) && !messages(target);
});
/** Whoever sees all tenants' rows, and why. Everything else uses lib/tenant-db.ts, where Postgres keeps tenants apart. */
const seesAllTenants: Record<string, string> = {
  "lib/tenant-db.ts": "binds the connection to a tenant",
  "lib/alert-events.ts": "causes of the platform and of one person, and who is told of them",
  "lib/alerts/desks.ts": "workers claim tenants to look at",
  "lib/alerts/links.ts": "who opens a link in Telegram is in no tenant yet",
  "lib/alerts/list.ts": "causes of the platform and of the person who looks",
  "lib/alerts/notes.ts": "a claimed way is told of its tenant's causes, and of the person's own",
  "lib/alerts/platform-lease.ts": "the platform's bot belongs to no tenant",
  "lib/alerts/store.ts": "writes causes, which a tenant's role only reads",
  "lib/alerts/ways.ts": "workers claim ways of all tenants",
  "lib/analytics/rollup.ts": "workers claim tenants whose days are to be summed up",
  "lib/api-tokens/use.ts": "a program's token says which tenant it is of",
  "lib/audit.ts": "records what belongs to no tenant, such as a sign-in",
  "lib/bots/add.ts": "whether a bot belongs to another tenant",
  "lib/bots/creation.ts": "whoever creates a bot in Telegram is in no tenant yet",
  "lib/bots/import.ts": "the same for a token of the environment",
  "lib/chain-state/park-store.ts": "workers share parks, those of all tenants too",
  "lib/chain-state/quota-store.ts": "workers load and store counts of all tenants at once",
  "lib/chain-state/shared-clock.ts": "no rows: the database's time",
  "lib/keys/listing.ts": "workers claim listings that are due",
  "lib/live-config/acks.ts": "a worker acknowledges many tenants in one statement",
  "lib/live-config/gone-workers.ts": "workers belong to no tenant",
  "lib/live-config/live-config.ts": "workers load the list of tenants",
  "lib/live-config/readiness.ts": "whether every secret can be decrypted",
  "lib/live-config/workers.ts": "workers belong to no tenant",
  "lib/models/catalogue.ts": "the catalogue belongs to no tenant",
  "lib/models/save.ts": "the platform's own order",
  "lib/shared-keys/enter.ts": "makes the platform's own tenant",
  "lib/shared-keys/use.ts": "workers count for all tenants, and a tenant's role only reads it",
  "lib/notify.ts": "no rows: announcements",
  "lib/people/account.ts": "a person's own account",
  "lib/people/factors.ts": "a person's second factors",
  "lib/people/familiar.ts": "who signed in where before, as hashes",
  "lib/people/invitations.ts": "who opens an invitation is in no tenant yet",
  "lib/people/members.ts": "members with their accounts, which are of no tenant",
  "lib/people/oidc.ts": "sign-in comes before any tenant",
  "lib/people/own-password.ts": "a person's password",
  "lib/people/own-sessions.ts": "a person's sessions",
  "lib/people/passkeys.ts": "a person's passkeys",
  "lib/people/person.ts": "who signed in, with all their tenants",
  "lib/people/proof.ts": "a person proves to be that person",
  "lib/people/reset-links.ts": "links for a person who cannot sign in",
  "lib/people/settings.ts": "whether another tenant has the address; the tenant's own end",
  "lib/people/sessions.ts": "sessions of people",
  "lib/people/setup.ts": "the first tenant and admin",
  "lib/people/sign-in.ts": "sign-in comes before any tenant",
  "lib/people/totp.ts": "a person's codes",
  "lib/api/pace.ts": "counts of requests, of all tenants",
  "lib/people/tries.ts": "counts of tries, which belong to no tenant",
  "lib/retention/forget.ts": "workers claim tenants whose old data is due",
  "lib/retention/forget-updates.ts": "one worker goes through the updates of all tenants",
  "lib/platform/default-models.ts": "the order that all tenants inherit",
  "lib/platform/plans.ts": "plans of all tenants",
  "lib/platform/tenants.ts": "the platform's list of its tenants",
  "lib/platform/visits.ts": "who of the platform is in which tenant",
  "lib/platform/workers.ts": "workers belong to no tenant",
  "bots/http.ts": "no rows: whether the database answers",
  "bots/metrics.ts": "counts over all tenants",
  "bots/broadcasts/runs.ts": "workers claim broadcasts of all tenants",
  "bots/knowledge/due.ts": "workers look for pages of all tenants that are to be read again",
  "bots/knowledge/claims.ts": "workers claim sources of all tenants that are to be read",
  "bots/turn/staff/seek.ts": "workers look for topics of all tenants that are behind",
  "bots/queue/bot-leases.ts": "workers claim bots",
  "bots/queue/claims.ts": "workers claim lanes",
  "bots/queue/dead-letters.ts": "stores by the bot's lease",
  "bots/queue/inbox.ts": "stores by the bot's lease, which says whose rows they are",
  "bots/queue/late-answers.ts": "workers look for promised answers",
  "bots/queue/letters-again.ts": "workers look for dead letters to store again",
  "bots/queue/message-counts.ts": "workers share counts of all tenants in one statement",
  "bots/queue/presence.ts": "reclaims what dead workers held",
};
test("only these files of lib, app and bots see the rows of all tenants", () => {
  const sources = files.filter((file) => !isTest(file) && within("lib", "app", "bots")(file));
  const seeing = sources.filter((file) => {
    const source = readFileSync(file, "utf8");
    const imported = [...source.matchAll(/import \{([^}]*)\} from "[^"]*\/db\.ts"/g)].map(
      ([, names]) => names,
    );
    return /\b(db|pool|tenantPool)\b/.test(imported.join());
  });
  assert.deepEqual(seeing.sort(), Object.keys(seesAllTenants).sort());
});

forbid(
  "bots/queue imports neither bots/turn nor bots/telegram",
  within("bots/queue"),
  within("bots/turn", "bots/telegram"),
);
forbid("bots/telegram does not import bots/turn", within("bots/telegram"), within("bots/turn"));

test("no import cycles between files", () => {
  assert.deepEqual(circlesOf(everyImport), []);
});

for (const [house, depth] of [
  ["lib", 1],
  ["lib/fallback", 1],
  ["bots", 1],
  ["bots/telegram", 1],
  ["sandbox", 1],
  ["scripts", 1],
  ["app", 1],
] as const) {
  test(`no import cycles between folders of ${house}`, () => {
    assert.deepEqual(circlesOf(roomsOf(imports, house, depth)), []);
  });
}

test("lib/fallback reads nothing of its surroundings but the time and a random number, each in one place", () => {
  const engine = files.filter((file) => !isTest(file) && within("lib/fallback")(file));
  const used = engine.map((file) => [file, outsideGlobals(file)] as const);
  assert.deepEqual(Object.fromEntries(used.filter(([, names]) => names.length > 0)), {
    "lib/fallback/example.ts": ["console"],
    "lib/fallback/parks/parks.ts": ["Math.random"],
    "lib/fallback/system-clock.ts": ["clearTimeout", "performance", "setTimeout"],
    "lib/fallback/virtual-clock.ts": ["setImmediate"],
  });
});

test("no two exported types, classes or components share a name", () => {
  const declared = files.flatMap((file) => exportedNames(file).map((name) => ({ file, name })));
  const named = Map.groupBy(declared, ({ name }) => name);
  const shared = [...named].filter(([name, of]) => /^[A-Z]\w*[a-z]/.test(name) && of.length > 1);
  // Telegram's MessageEntity, as we write it and as the sandbox reads it.
  assert.deepEqual(
    shared.map(([name]) => name),
    ["Entity"],
  );
});

test("every function of the platform asks first whether the person is of the platform", () => {
  const sources = globSync("lib/platform/*.ts", { exclude: ["**/*.test.ts"] }).map((file) =>
    readFileSync(file, "utf8"),
  );
  const declared = sources.flatMap((source) => [
    ...source.matchAll(/^export async function (\w+)\(\s*person: Person\b[\s\S]*?\{\n([^\n]*)\n/gm),
  ]);
  assert.ok(declared.length >= 12);
  for (const [, name, first] of declared) assert.equal(first, "  authorisePlatform(person);", name);
});

test("lib, app and bots read process.env in one module only", () => {
  const sources = files.filter((file) => !isTest(file) && within("lib", "app", "bots")(file));
  const reading = sources.filter((file) => readFileSync(file, "utf8").includes("process.env"));
  assert.deepEqual(reading, ["lib/env.ts"]);
});

test("the tree has no barrels, utils or services", () => {
  const barrels = files.filter(
    (file) =>
      (/(^|\/)index\.tsx?$/.test(file) && file !== "lib/fallback/index.ts") ||
      /\/(utils|services|helpers)\//.test(file),
  );
  assert.deepEqual(barrels, []);
});

test("no file has more than 500 lines", () => {
  const long = files.filter((file) => readFileSync(file, "utf8").split("\n").length > 500);
  assert.deepEqual(long, []);
});

test("nothing refers to a document outside the repository", () => {
  const outside = new RegExp(
    ["DESIGN", "FALLBACK", "TELEGRAM", "DASHBOARD", "RESEARCH", "STYLE", "SEED"].join("|"),
  );
  const all = globSync(
    "{app,bench,bots,docs,e2e,faults,lib,sandbox,scripts,test,prisma}/**/*.{ts,tsx,md,prisma}",
  );
  const dangling = [...all, "README.md", "CHANGELOG.md", "proxy.ts"].filter((file) =>
    new RegExp(`(${outside.source})\\.md`).test(readFileSync(file, "utf8")),
  );
  assert.deepEqual(dangling, []);
});
