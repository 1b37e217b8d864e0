// How much of each limit is used, and when it will be used up: for the dashboard.
import type { Context } from "../context.ts";
import { type Forecast, forecasts, pairOf } from "../fallback/index.ts";
import { spanOf } from "../gemini/clocks.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { loadLimits, loadRecentCounts } from "./quota-store.ts";

/** `refused`: Google says that it is used up, whatever our count: others use the project too. */
export interface QuotaView extends Forecast {
  refused: boolean;
}

const shareOf = ({ used, limit }: Forecast) => used / limit;

/** For every project of the tenant, named as in lib/fallback; only limits that Google named. */
export async function listQuotas(context: Context): Promise<QuotaView[]> {
  authorise(context, "viewChain");
  const { tenantId } = context;
  const now = Date.now();
  const [limits, counts, parks] = await Promise.all([
    loadLimits(tenantId),
    loadRecentCounts(tenantId, now),
    tenantDb(context).park.findMany({
      where: {
        tenantId,
        scope: "project_model",
        class: { in: ["rate_day", "rate_minute"] },
        until: { gt: new Date(now) },
      },
      select: { id: true, class: true },
    }),
  ]);
  const spent = new Set(
    parks.map(({ id, class: kind }) => `${kind === "rate_day" ? "day" : "minute"} ${id}`),
  );
  const all = forecasts(limits, counts, now, spanOf);
  return all.map((quota) => {
    const pair = pairOf(quota.project, quota.model);
    if (!spent.has(`${quota.window} ${pair}`)) return { ...quota, refused: false };
    // Of the two limits of a day or a minute, requests and tokens, the one that we used more of was reached.
    const rivals = all.filter(
      (other) =>
        other.window === quota.window && pairOf(other.project, other.model) === pair && other !== quota,
    );
    return { ...quota, refused: rivals.every((other) => shareOf(other) <= shareOf(quota)) };
  });
}
