// What is used of which limit, and when it will be used up: for the dashboard.
import type { Context } from "../context.ts";
import { type Forecast, forecasts } from "../fallback/quotas/forecast.ts";
import { spanOf } from "../gemini/clocks.ts";
import { authorise } from "../people/can.ts";
import { loadLimits, loadRecentCounts } from "./quota-store.ts";

export type { Forecast };

/** Of every project of the tenant, as `project` of lib/fallback names it; only limits that Google has named. */
export async function listQuotas(context: Context): Promise<Forecast[]> {
  authorise(context, "view");
  const { tenantId } = context;
  const now = Date.now();
  const [limits, counts] = await Promise.all([loadLimits(tenantId), loadRecentCounts(tenantId, now)]);
  return forecasts(limits, counts, now, spanOf);
}
