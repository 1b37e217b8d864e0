// The image, the containers, the service and the script for a bare server name what is there.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { validate } from "dockerfile-utils";
import { parse } from "yaml";
import { readEnv } from "#lib/env.ts";
import manifest from "../../package.json" with { type: "json" };

const textOf = (file: string) => readFileSync(file, "utf8");
const dockerfile = textOf("Dockerfile");
const ignored = textOf(".dockerignore").split("\n");
const defaults = readEnv({});

interface Service {
  image: string;
  profiles?: string[];
  read_only?: boolean;
  command?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  ports?: string[];
  tmpfs?: string[];
  deploy?: { replicas: number };
  depends_on?: unknown;
}
const compose = parse(textOf("compose.yaml"), { merge: true }) as {
  services: Record<"botfactory" | "caddy" | "postgres" | "worker", Service>;
  volumes: Record<string, unknown>;
};

test("the Dockerfile has no error and no warning", () => {
  assert.deepEqual(
    validate(dockerfile).map(({ message, range }) => `${range.start.line + 1}: ${message}`),
    [],
  );
});

test("the image has the project's own Node, and runs as a user that is not root", () => {
  const images = [...dockerfile.matchAll(/^FROM node:([\d.]+)-/gm)].map(([, version]) => version);
  assert.deepEqual(images, [manifest.dependencies.node, manifest.dependencies.node]);
  assert.match(dockerfile, /^USER node$/m);
  assert.ok(dockerfile.indexOf("USER node") < dockerfile.indexOf("CMD ["));
});

test("the image gets all that a start builds from and runs, and what it names is there", () => {
  const kept = ignored.flatMap((line) => (line.startsWith("!") ? [line.slice(1)] : []));
  assert.equal(
    ignored.find((line) => line && !line.startsWith("#")),
    "*",
  );
  assert.deepEqual(
    kept.filter((path) => !existsSync(path)),
    [],
  );
  // As the hash over the dashboard's sources: without one of them every start would build anew, which a read-only root forbids.
  const sources = textOf("scripts/start/build.ts").match(/for \(const file of \[([^\]]*)\]/)?.[1] ?? "";
  const named = [...sources.matchAll(/"([^"]+)"/g)].map(([, file = ""]) => file);
  assert.ok(named.length >= 5);
  const isKept = (file: string) => kept.some((path) => file === path || file.startsWith(`${path}/`));
  assert.deepEqual(
    [...named, "app", "lib", "bots"].filter((file) => !isKept(file)),
    [],
  );
  const run = [...dockerfile.matchAll(/"((?:scripts|bots)\/[\w./-]+)"/g)].map(([, file = ""]) => file);
  assert.deepEqual(run, ["scripts/install/healthy.ts", "scripts/start.ts"]);
  assert.deepEqual(
    [...run, ...globSync("bots/main.ts")].filter((file) => !existsSync(file) || !isKept(file)),
    [],
  );
});

test("the image listens where it says, and keeps its data on the volume", () => {
  assert.match(dockerfile, new RegExp(`^EXPOSE ${defaults.PORT} ${defaults.WORKER_PORT}$`, "m"));
  const folder = /^VOLUME (\S+)$/m.exec(dockerfile)?.[1];
  assert.match(dockerfile, new RegExp(`DATA_DIR=${folder}\\b`));
  const { botfactory } = compose.services;
  assert.deepEqual(botfactory.volumes, [`data:${folder}`]);
  assert.equal(botfactory.environment?.DATA_DIR, folder);
});

test("compose starts one service by default; every service has what it refers to", () => {
  const { services, volumes } = compose;
  const byDefault = Object.entries(services).flatMap(([name, { profiles }]) => (profiles ? [] : [name]));
  assert.deepEqual(byDefault, ["botfactory"]);
  assert.deepEqual([services.worker.profiles, services.worker.deploy?.replicas], [["postgres"], 2]);
  assert.match(services.postgres.image, /^postgres:18\./);
  for (const [name, service] of Object.entries(services))
    for (const volume of service.volumes ?? []) {
      const [source = ""] = volume.split(":");
      assert.ok(source.startsWith(".") ? existsSync(source) : source in volumes, `${name}: ${volume}`);
    }
  assert.ok(services.worker.command?.some((argument) => existsSync(argument)));
  for (const name of ["botfactory", "worker"] as const) {
    assert.equal(services[name].read_only, true, name);
    assert.ok(services[name].tmpfs?.includes("/tmp"), name);
  }
  // Only the dashboard is published, on this machine unless somebody says otherwise.
  const [port, ...others] = services.botfactory.ports ?? [];
  assert.ok(port?.endsWith("PUBLISH:-127.0.0.1}:3000:3000"));
  assert.deepEqual(others, []);
});

test("the proxy passes webhooks to the worker and everything else to the dashboard", () => {
  const caddyfile = textOf("scripts/install/Caddyfile");
  assert.match(
    caddyfile,
    new RegExp(`reverse_proxy /telegram/\\* \\{\\$WORKER:127\\.0\\.0\\.1:${defaults.WORKER_PORT}\\}`),
  );
  assert.match(caddyfile, new RegExp(`reverse_proxy \\{\\$DASHBOARD:127\\.0\\.0\\.1:${defaults.PORT}\\}`));
  const { environment } = compose.services.caddy;
  assert.deepEqual([environment?.DASHBOARD, environment?.WORKER], ["botfactory:3000", "botfactory:3001"]);
});

const script = (...args: string[]) =>
  spawnSync("bash", ["scripts/install.sh", ...args], { encoding: "utf8" });
const isDebian = existsSync("/usr/bin/apt-get");

test("a dry run of the script names its steps in order and changes nothing", {
  skip: isDebian ? false : "needs apt-get",
}, () => {
  const before = existsSync(".env");
  const { status, stdout, stderr } = script(
    "--dry-run",
    "--domain",
    "bots.example.com",
    "--user",
    "nobody-yet",
  );
  assert.equal(status, 0, stderr);
  const steps = [...stdout.matchAll(/^(\d)\. (.+)$/gm)].map(([, number, step]) => `${number} ${step}`);
  assert.deepEqual(steps, [
    "1 Packages",
    "2 The user nobody-yet",
    "3 Settings",
    "4 The program",
    "5 The service",
    "6 Caddy",
  ]);
  for (const done of [
    /\+ useradd .* nobody-yet$/m,
    /\+ runuser .* npm ci /,
    /\+ write \/etc\/caddy\/botfactory\.caddy/,
  ])
    assert.match(stdout, done);
  assert.equal(existsSync(".env"), before);
  assert.equal(spawnSync("id", ["nobody-yet"]).status, 1);
  assert.ok(
    !existsSync("/etc/caddy/botfactory.caddy") ||
      !textOf("/etc/caddy/botfactory.caddy").includes("bots.example.com"),
  );
});

test("the script refuses names that would end up in commands, and explains itself", {
  skip: isDebian ? false : "needs apt-get",
}, () => {
  for (const [args, why] of [
    [["--domain", "bots;reboot"], /no name of a machine/],
    [["--user", "a b"], /no name of a user/],
    [["--data", "relative"], /whole path/],
    [["--data", "/home/somebody/data"], /in somebody's home/],
  ] as const) {
    const { status, stderr } = script("--dry-run", ...args);
    assert.equal(status, 1, stderr);
    assert.match(stderr, why);
  }
  assert.equal(script("--nonsense").status, 2);
  assert.match(script("--help").stdout, /^Usage: sudo scripts\/install\.sh/);
});

test("the script has nothing that shellcheck warns of", {
  skip: spawnSync("shellcheck", ["--version"]).error ? "shellcheck is not installed" : false,
}, () => {
  const { status, stdout } = spawnSync("shellcheck", ["scripts/install.sh"], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
});

test("the service's file is one that systemd understands", {
  skip: spawnSync("systemd-analyze", ["--version"]).error ? "systemd-analyze is not installed" : false,
}, () => {
  const folder = mkdtempSync(join(tmpdir(), "botfactory-unit-"));
  const values: Record<string, string> = {
    "@APP@": process.cwd(),
    "@DATA@": folder,
    "@USER@": "root",
    "@BACKUPS@": ' "-/mnt/backups"',
  };
  const unit = textOf("scripts/install/botfactory.service").replace(/@\w+@/g, (name) => values[name] ?? name);
  const file = join(folder, "botfactory.service");
  writeFileSync(file, unit);
  const { stderr } = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  assert.deepEqual(
    stderr.split("\n").filter((line) => line.includes("botfactory.service")),
    [],
  );
});
