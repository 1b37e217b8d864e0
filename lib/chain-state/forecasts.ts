// What is used of which limit, and when it will be used up: for the dashboard.
import { type Context, requireRole } from "../context.ts";
import { type Forecast, forecasts } from "../fallback/index.ts";
import { spanOf } from "../gemini/clocks.ts";
import { loadLimits, loadRecentCounts } from "./quota-store.ts";

export type { Forecast };

/** Of every project of the tenant, as `project` of lib/fallback names it; only limits that Google has named. */
export async function listQuotas(context: Context): Promise<Forecast[]> {
  requireRole(context, "viewer");
  const { tenantId } = context;
  const now = Date.now();
  const [limits, counts] = await Promise.all([loadLimits(tenantId), loadRecentCounts(tenantId, now)]);
  return forecasts(limits, counts, now, spanOf);
}
