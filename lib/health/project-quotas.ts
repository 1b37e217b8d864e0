// What is spent of each project's limits of a day, and until when it lasts: by the counts that the workers keep.
import { listQuotas, type QuotaView } from "../chain-state/forecasts.ts";
import type { Context } from "../context.ts";
import { keyNames } from "../keys/names.ts";
import { listProjects } from "../keys/projects.ts";
import { authorise } from "../people/can.ts";

export interface ProjectQuota extends QuotaView {
  /** Of the project; of a key whose project is not known, the key's. */
  label: string;
}

const urgency = ({ used, limit, refused }: QuotaView) => (refused ? 2 : used / limit);

/** Limits of a day that Google named, the most used first. */
export async function quotasOfProjects(context: Context): Promise<ProjectQuota[]> {
  authorise(context, "viewChain");
  const [quotas, projects, keys] = await Promise.all([
    listQuotas(context),
    listProjects(context),
    keyNames(context),
  ]);
  const labels = new Map([
    ...projects.map(({ id, label }) => [id, label] as const),
    ...keys.map(({ id, label, last4 }) => [`key:${id}`, `${label} …${last4}`] as const),
  ]);
  return quotas
    .flatMap((quota) => {
      const label = labels.get(quota.project);
      return quota.window === "day" && label !== undefined ? [{ ...quota, label }] : [];
    })
    .sort((a, b) => urgency(b) - urgency(a) || a.label.localeCompare(b.label));
}
