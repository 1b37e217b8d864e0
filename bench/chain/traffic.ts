// `node bench/chain/traffic.ts`: traffic patterns in virtual time, through the engine, the engine without one of its
// parts, and a plain loop over models and keys. Takes about a minute.
import { contenders, kinds, playTraffic } from "#lib/fallback/fixtures/traffic.ts";
import { machine, quantile, table } from "../figures.ts";

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const seconds = (ms: number) => (ms / 1000).toFixed(1);

console.log(`${machine()}\n`);
for (const kind of Object.keys(kinds)) {
  const rows: (string | number)[][] = [];
  // With several tenants only the first, well-behaved one is measured.
  const whose = kind.startsWith("tenants") ? 0 : null;
  for (const contender of contenders) {
    const { answered, byFirstModel, callsPerMessage, took } = await playTraffic(kind, contender, whose);
    const [p50, p95] = [0.5, 0.95].map((q) => seconds(quantile(took, q)));
    rows.push([
      contender,
      percent(answered),
      percent(byFirstModel),
      callsPerMessage.toFixed(2),
      p50 ?? "",
      p95 ?? "",
    ]);
  }
  console.log(
    `${kind}\n${table(["", "answered", "by the first model", "calls a message", "p50 s", "p95 s"], rows)}\n`,
  );
}
