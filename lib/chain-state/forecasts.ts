// How much of each limit is used, and when it will be used up: for the dashboard.
import type { Context } from "../context.ts";
import { type Forecast, forecasts } from "../fallback/index.ts";
import { spanOf } from "../gemini/clocks.ts";
import { authorise } from "../people/can.ts";
import { loadLimits, loadRecentCounts } from "./quota-store.ts";

export type { Forecast };

/** For every project of the tenant, named as in lib/fallback; only limits that Google named. */
export async function listQuotas(context: Context): Promise<Forecast[]> {
  authorise(context, "view");
  const { tenantId } = context;
  const now = Date.now();
  const [limits, counts] = await Promise.all([loadLimits(tenantId), loadRecentCounts(tenantId, now)]);
  return forecasts(limits, counts, now, spanOf);
}
