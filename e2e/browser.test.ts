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
    isSeen: false,
    usual: [join(home, "opt/chrome")],
    playwrights: join(home, "playwright/chromium-7/chrome-linux64/chrome"),
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
  const playwrights = program("playwright/chromium-7/chrome-linux64/chrome");
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

test("one without a window is preferred where it is of the same version, and taken where it is the only one", () => {
  const whole = program("bin/chromium", "echo Chromium 156.0.1");
  const shell = program("bin/chromium-headless-shell", "echo Chromium 155.0.9");
  assert.equal(findBrowser(machine), whole);
  program("bin/chromium-headless-shell", "echo Chromium 156.0.1 built on Debian");
  assert.equal(findBrowser(machine), shell);
  rmSync(whole);
  assert.equal(findBrowser(machine), shell);
});

test("who wants to see the window gets a browser that has one", () => {
  const whole = program("bin/chromium");
  program("bin/chromium-headless-shell");
  machine.isSeen = true;
  assert.equal(findBrowser(machine), whole);
  rmSync(whole);
  assert.equal(findBrowser(machine), null);
});

test("Playwright's own without a window is found beside the other, of the same revision only", () => {
  program("playwright/chromium_headless_shell-6/chrome-headless-shell-linux64/chrome-headless-shell");
  const whole = program("playwright/chromium-7/chrome-linux64/chrome");
  assert.equal(findBrowser(machine), whole);
  const shell = program(
    "playwright/chromium_headless_shell-7/chrome-headless-shell-linux64/chrome-headless-shell",
  );
  assert.equal(findBrowser(machine), shell);
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

test("where there is none and Playwright's cannot be reached, root gets Debian's package, the smaller one where there is it", () => {
  machine.isRoot = true;
  const log = join(home, "apt.log");
  const apt = (offered: string) =>
    program(
      "bin/apt-get",
      `echo "$@" >>${log}; case "$*" in *" ${offered}") ${making(join(home, "bin", offered))};; install*) exit 100;; esac`,
    );
  for (const offered of ["chromium-headless-shell", "chromium"]) {
    apt(offered);
    assert.equal(getBrowser(machine), join(home, "bin", offered));
    rmSync(join(home, "bin", offered));
  }
  const asked = ["update -qq", "install -y -qq chromium-headless-shell"];
  assert.deepEqual(readFileSync(log, "utf8").trim().split("\n"), [
    ...asked,
    ...asked,
    "install -y -qq chromium",
  ]);
});

test("where none can be had, one sentence says what to do; nobody but root is asked to install packages", () => {
  const log = join(home, "apt.log");
  program("bin/apt-get", `echo "$@" >>${log}`);
  const sentence =
    /^Error: The browser tests found no Chromium .*: install Chrome or Chromium, or set CHROMIUM to its path\.$/;
  assert.throws(() => getBrowser(machine), sentence);
  assert.throws(() => readFileSync(log), { code: "ENOENT" });
});
