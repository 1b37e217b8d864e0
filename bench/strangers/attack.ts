// The strangers' process of strangers.ts, so that their work is not the measuring one's.
import { type Attack, attack } from "#test/strangers.ts";

process.once("message", async (what: Attack) => {
  process.send?.(await attack(what));
  process.disconnect();
});
