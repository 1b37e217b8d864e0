// Shares the counts of questions with the other workers, in one statement for all, and only where they are large.
import { dropOldSharedUse } from "#lib/shared-keys/use.ts";
import { addCounts, dropOldCounts } from "../queue/message-counts.ts";
import type { MessageAllowances } from "./allowances.ts";

const SHARE_MS = 5_000;
const DROP_MS = 3_600_000;

export function shareCounts(allowances: MessageAllowances): { stop(): Promise<void> } {
  async function share(all: boolean): Promise<void> {
    const counts = allowances.toShare(all).map((each) => ({ ...each }));
    if (counts.length > 0) allowances.shared(counts, await addCounts(counts));
  }
  let sharing = Promise.resolve();
  // The database may be away, which the lanes report: what is not shared now is shared later.
  const next = (all: boolean) => {
    sharing = sharing.then(() => share(all)).catch(() => undefined);
    return sharing;
  };
  const drop = () => void Promise.all([dropOldCounts(), dropOldSharedUse()]).catch(() => undefined);
  drop();
  const timer = setInterval(() => void next(false), SHARE_MS);
  const dropping = setInterval(drop, DROP_MS);
  return {
    async stop() {
      clearInterval(timer);
      clearInterval(dropping);
      await next(true);
    },
  };
}
