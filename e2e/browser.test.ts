// Which browser the tests choose, with fake programs on a separate PATH.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { afterEach, beforeEach } from "node:test";
import { findBrowser, getBrowser, type Machine } from "./browser.ts";

let home: string;
let machine: Machine;

/** A program that ends with `code`, after the lines of `script`. */
function program(name: string, script = "", code = 0): string {
  const path = join(home, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\nexit ${code}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Shell that makes such a program. */
const making = (path: string, code = 0) =>
  `/bin/mkdir -p ${join(path, "..")}; printf '#!/bin/sh\\nexit ${code}\\n' >${path}; /bin/chmod 755 ${path}`;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "botfactory-browser-"));
  machine = {
    env: { NODE_ENV: "test", PATH: join(home, "bin") },
    platform: "linux",
    isRoot: false,
    usual: [join(home, "opt/chrome")],
    playwrights: join(home, "playwright/chrome"),
    installer: [program("installer", "", 1)],
  };
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test("CHROMIUM wins over everything that is installed", () => {
  program("bin/chromium");
  machine.env.CHROMIUM = program("elsewhere/chrome");
  assert.equal(findBrowser(machine), join(home, "elsewhere/chrome"));
});

test("a CHROMIUM that does not start is an error that names it, whatever else is installed", () => {
  program("bin/chromium");
  machine.env.CHROMIUM = join(home, "nowhere");
  assert.throws(() => findBrowser(machine), /^Error: CHROMIUM is \S+nowhere, which does not start: set it/);
});

test("an installed browser is found on PATH, then in the usual places, then where Playwright keeps its own", () => {
  assert.equal(findBrowser(machine), null);
  const playwrights = program("playwright/chrome");
  assert.equal(findBrowser(machine), playwrights);
  const usual = program("opt/chrome");
  assert.equal(findBrowser(machine), usual);
  const onPath = program("bin/google-chrome");
  assert.equal(findBrowser(machine), onPath);
});

test("a stub that does not start is passed over", () => {
  program("bin/chromium", "echo 'install the snap' >&2", 1);
  const real = program("opt/chrome");
  assert.equal(findBrowser(machine), real);
});

test("where there is none, Playwright's is downloaded", () => {
  program("installer", making(machine.playwrights));
  assert.equal(getBrowser(machine), machine.playwrights);
});

test("a downloaded one that lacks libraries gets them, as root", () => {
  machine.isRoot = true;
  const { playwrights } = machine;
  program("installer", `case "$1" in install) ${making(playwrights, 1)};; *) ${making(playwrights)};; esac`);
  assert.equal(getBrowser(machine), playwrights);
});

test("where there is none and Playwright's cannot be reached, root gets Debian's package", () => {
  machine.isRoot = true;
  const [log, chromium] = [join(home, "apt.log"), join(home, "bin/chromium")];
  program("bin/apt-get", `echo "$@" >>${log}; case "$1" in install) ${making(chromium)};; esac`);
  assert.equal(getBrowser(machine), chromium);
  assert.deepEqual(readFileSync(log, "utf8").trim().split("\n"), ["update -qq", "install -y -qq chromium"]);
});

test("where none can be had, one sentence says what to do; nobody but root is asked to install packages", () => {
  const log = join(home, "apt.log");
  program("bin/apt-get", `echo "$@" >>${log}`);
  const sentence =
    /^Error: The browser tests found no Chromium .*: install Chrome or Chromium, or set CHROMIUM to its path\.$/;
  assert.throws(() => getBrowser(machine), sentence);
  assert.throws(() => readFileSync(log), { code: "ENOENT" });
});
