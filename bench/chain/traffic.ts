// `node bench/chain/traffic.ts`: kinds of traffic in virtual time, answered by the engine, by the engine without one
// of its pieces, and by the loop over models and keys that everyone writes. Takes about a minute.
import { contenders, kinds, play } from "#lib/fallback/fixtures/traffic.ts";
import { machine, quantile, table } from "../figures.ts";

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const seconds = (ms: number) => (ms / 1000).toFixed(1);

console.log(`${machine()}\n`);
for (const kind of Object.keys(kinds)) {
  const rows: (string | number)[][] = [];
  // Of several tenants the first one counts: it does nothing wrong.
  const whose = kind.startsWith("tenants") ? 0 : null;
  for (const contender of contenders) {
    const { answered, byFirstModel, callsPerMessage, took } = await play(kind, contender, whose);
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
