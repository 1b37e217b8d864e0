// Three Postgres nodes under Patroni with etcd and HAProxy, all Debian's, on free ports of this machine.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { freePort } from "#test/ports.ts";
import { until } from "#test/until.ts";
import { postgresPrograms, programs } from "./packages.ts";
import { addressOf, haproxySettings, type Node, patroniSettings } from "./settings.ts";

const idOf = (flag: "-u" | "-g") => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));

export class Cluster {
  /** Of the leader, whichever node that is, through HAProxy. */
  url = "";
  readonly #scratch = mkdtempSync(join(tmpdir(), "botfactory-cluster-"));
  readonly #user = { uid: idOf("-u"), gid: idOf("-g") };
  readonly #running = new Map<string, ChildProcess>();
  readonly #nodes: Node[] = [];

  async start(): Promise<void> {
    chmodSync(this.#scratch, 0o755);
    chownSync(this.#scratch, this.#user.uid, this.#user.gid);
    process.once("exit", () => {
      this.#killAll();
      rmSync(this.#scratch, { recursive: true, force: true, maxRetries: 5 });
    });
    // The exit handler ends the servers, so signals must lead to a normal exit.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
    const [etcd, peer, port] = [await freePort(), await freePort(), await freePort()];
    const [client, other] = [etcd, peer].map((each) => `http://127.0.0.1:${each}`) as [string, string];
    const etcdFlags = {
      "data-dir": join(this.#scratch, "etcd"),
      "listen-client-urls": client,
      "advertise-client-urls": client,
    };
    const peers = {
      "listen-peer-urls": other,
      "initial-advertise-peer-urls": other,
      "initial-cluster": `default=${other}`,
    };
    this.#run(
      "etcd",
      programs.etcd,
      Object.entries({ ...etcdFlags, ...peers }).flatMap(([name, value]) => [`--${name}`, value]),
    );
    for (const name of ["one", "two", "three"]) {
      const directory = join(this.#scratch, name);
      const node = { name, port: await freePort(), rest: await freePort(), directory };
      this.#nodes.push(node);
      const settings = { etcd, programs: postgresPrograms() ?? "", scratch: this.#scratch };
      this.#write(`${name}.yml`, patroniSettings(node, settings));
    }
    this.#write("haproxy.cfg", haproxySettings(port, this.#nodes));
    // One after the other: the first becomes the leader, the others copy it.
    for (const node of this.#nodes) {
      this.#startNode(node);
      await until(`${node.name} serves`, () => this.#answers(node, "health"));
    }
    this.#run("haproxy", programs.haproxy, ["-f", join(this.#scratch, "haproxy.cfg")]);
    this.url = addressOf(port);
    await this.whole();
    await until("HAProxy leads to the leader", () => this.#leads());
  }

  /** Every node runs, and a second one has all that is acknowledged. */
  whole(): Promise<unknown> {
    return until("the cluster is whole", async () => {
      const each = (path: string) => Promise.all(this.#nodes.map((node) => this.#answers(node, path)));
      const [all, synchronous] = [await each("health"), await each("synchronous")];
      return all.every(Boolean) && synchronous.some(Boolean);
    });
  }

  /** Before its first checks HAProxy takes every node for the leader. */
  async #leads(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url });
    client.on("error", () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ standby: boolean }>("SELECT pg_is_in_recovery() AS standby");
      await sleep(2_000);
      await client.query("SELECT 1");
      return rows[0]?.standby === false;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async leader(): Promise<Node> {
    return until("there is a leader", async () => {
      for (const node of this.#nodes) if (await this.#answers(node, "primary")) return node;
      return null;
    });
  }

  /** As its machine dies: Patroni and Postgres at once. */
  async killLeader(): Promise<Node> {
    const node = await this.leader();
    const postmaster = Number(readFileSync(join(node.directory, "postmaster.pid"), "utf8").split("\n")[0]);
    const children = execFileSync("pgrep", ["-P", String(postmaster)], { encoding: "utf8" });
    this.#running.get(node.name)?.kill("SIGKILL");
    for (const pid of [postmaster, ...children.split("\n").filter(Boolean).map(Number)]) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended with its postmaster.
      }
    }
    return node;
  }

  /** The machine is back: the node follows whoever leads now. */
  bringBack(node: Node): void {
    this.#startNode(node);
  }

  async stop(): Promise<void> {
    this.#killAll();
    await sleep(500);
    rmSync(this.#scratch, { recursive: true, force: true, maxRetries: 5 });
  }

  #startNode({ name }: Node): void {
    this.#run(name, programs.patroni, [join(this.#scratch, `${name}.yml`)]);
  }

  #write(name: string, text: string): void {
    const file = join(this.#scratch, name);
    writeFileSync(file, text);
    chownSync(file, this.#user.uid, this.#user.gid);
  }

  #run(name: string, program: string, args: string[]): void {
    mkdirSync(join(this.#scratch, "logs"), { recursive: true });
    const command = `exec "$0" "$@" >> '${join(this.#scratch, `${name}.log`)}' 2>&1`;
    const options = {
      ...this.#user,
      cwd: this.#scratch,
      stdio: "ignore",
      env: { ...process.env, NODE_ENV: "test", HOME: this.#scratch },
    } as const;
    this.#running.set(name, spawn("/bin/sh", ["-c", command, program, ...args], options));
  }

  async #answers({ rest }: Node, path: string): Promise<boolean> {
    const signal = AbortSignal.timeout(2_000);
    return fetch(`http://127.0.0.1:${rest}/${path}`, { signal }).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  #killAll(): void {
    for (const child of this.#running.values()) child.kill("SIGKILL");
    // Patroni's death leaves its Postgres running.
    for (const { directory } of this.#nodes) {
      try {
        process.kill(
          Number(readFileSync(join(directory, "postmaster.pid"), "utf8").split("\n")[0]),
          "SIGQUIT",
        );
      } catch {
        // It does not run.
      }
    }
  }
}
