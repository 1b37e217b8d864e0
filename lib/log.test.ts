import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";

test("a log line on stderr names the process and shows no token, secret or password; stdout stays empty", () => {
  const fields = {
    ...{
      token: "t0ken",
      secret: "s3cret",
      password: "pa55",
      key: { secret: "s3cret" },
      bot: { token: "t0ken" },
    },
    reason: "kept",
  };
  const script = `const { log } = await import("#lib/log.ts");
    log.info(${JSON.stringify(fields)}, "said"); log.debug("not said");`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    env: { ...process.env, LOG_LEVEL: "info", NODE_OPTIONS: "" },
    encoding: "utf8",
  });
  assert.equal(stdout, "");
  const lines = stderr.trim().split("\n");
  assert.equal(lines.length, 1);
  const { msg, pid, hostname, ...shown } = JSON.parse(lines[0] ?? "");
  assert.deepEqual([msg, typeof pid, hostname, shown.reason], ["said", "number", undefined, "kept"]);
  assert.doesNotMatch(stderr, /t0ken|s3cret|pa55/);
  assert.equal(shown.token, "•••");
});
