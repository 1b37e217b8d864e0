// The files of monitoring/ name only metrics that exist, and Prometheus' own tool accepts them.
import "#test/database.ts";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "node:test";
import { report } from "./metrics.ts";

const files = ["monitoring/alerts.yml", "monitoring/dashboard.json"];
const ours = /\b(?:botfactory|process|nodejs)_[a-z0-9_]+/g;
/** A histogram's buckets, sum and count. */
const base = (name: string) => name.replace(/_seconds_(bucket|sum|count)$/, "_seconds");

test("dashboards and alerts name metrics that exist; each metric of ours has a description and is shown", async () => {
  const text = await report();
  const known = new Set([...text.matchAll(/^# HELP (\S+) \S/gm)].map(([, name]) => name));
  const named = files.flatMap((file) => (readFileSync(file, "utf8").match(ours) ?? []).map(base));
  assert.deepEqual(
    named.filter((name) => !known.has(name)),
    [],
  );
  const shown = new Set(named);
  const unseen = [...known].filter((name) => name?.startsWith("botfactory_") && !shown.has(name));
  assert.deepEqual(unseen, []);
});

const promtool = (...args: string[]) => execFileSync("promtool", args, { encoding: "utf8", stdio: "pipe" });
function hasPromtool(): boolean {
  try {
    promtool("--version");
    return true;
  } catch {
    return false;
  }
}

test("promtool accepts the rules and the configuration, and the rules' own tests pass", {
  skip: hasPromtool() ? false : "promtool is not installed (Debian: prometheus)",
}, () => {
  promtool("check", "config", "monitoring/prometheus.yml");
  promtool("test", "rules", "monitoring/alerts.test.yml");
});
