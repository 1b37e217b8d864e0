// The tenant's last day, from the database, as a history.

import { parkOf } from "../answers/attempt-parks.ts";
import { loadLimits } from "../chain-state/quota-store.ts";
import type { Context } from "../context.ts";
import { type Count, type Key, pairOf, projectOf } from "../fallback/index.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import type { History, PaceSample, RecordedQuestion } from "./history.ts";
import { outagesOf, type Recorded } from "./outages.ts";
import { loadRows } from "./rows.ts";

/** Answers kept per model as samples of its pace. */
const PACES = 500;

const middle = (values: readonly (number | null)[], otherwise: number): number => {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  return known[Math.floor(known.length / 2)] ?? otherwise;
};

/** The last 24 hours, or the latest part of them that fits. */
export async function loadHistory(context: Context, now = Date.now()): Promise<History> {
  authorise(context, "viewChain");
  const { tenantId } = context;
  const [{ from, day, answers, attempts, used, parks }, limits, keys] = await Promise.all([
    loadRows(tenantId, now),
    loadLimits(tenantId),
    tenantDb(context).key.findMany({
      where: { tenantId },
      select: { id: true, label: true, last4: true, projectId: true },
    }),
  ]);

  const keyOf = new Map(
    keys.map(({ projectId, ...key }): [string, Key] => [key.id, { ...key, project: projectId }]),
  );
  const candidateOf = (model: string, keyId: string) => {
    const key = keyOf.get(keyId) ?? { id: keyId, label: "", last4: "", project: null };
    return { model, key, owner: tenantId, project: projectOf(key) };
  };
  const limited = new Set(
    limits.flatMap(({ project, model, window, limit }) =>
      limit === null ? [] : [`${pairOf(project, model)} ${window}`],
    ),
  );
  const recorded = attempts.map(({ model, keyId, class: kind, parks, startedAt, ms }): Recorded => {
    const park = parkOf(parks);
    return {
      candidate: candidateOf(model, keyId),
      class: kind,
      parks: park && { ...park, until: park.until?.getTime() ?? null },
      startedAt,
      ms,
    };
  });

  const pace = new Map<string, PaceSample[]>();
  const faults = new Map<string, RecordedQuestion["faults"]>();
  for (const { answerId, model, class: kind, firstTokenMs, ms } of attempts) {
    const paces = pace.get(model) ?? [];
    if (kind === "ok" && firstTokenMs !== null && paces.length < PACES) {
      pace.set(model, [...paces, { firstTokenMs, ms }]);
    }
    if (kind === "blocked" || kind === "empty" || kind === "bad_request") {
      faults.set(answerId, [...(faults.get(answerId) ?? []), { model, class: kind }]);
    }
  }
  const tokens = {
    input: middle(
      answers.map(({ inputTokens }) => inputTokens),
      600,
    ),
    output: middle(
      answers.map(({ outputTokens }) => outputTokens),
      200,
    ),
  };
  return {
    from,
    to: now,
    questions: answers
      .map(({ id, botId, at, inputTokens, outputTokens }) => ({
        ...{ at: Math.max(at, from), botId, faults: faults.get(id) ?? [] },
        inputTokens: inputTokens ?? tokens.input,
        outputTokens: outputTokens ?? tokens.output,
      }))
      .toSorted((a, b) => a.at - b.at),
    troubles: outagesOf(recorded, parks, (place, window) => limited.has(`${place} ${window}`)),
    limits,
    counts: used.map(({ keyId, model, requests, tokens }): Count => {
      const { owner, project } = candidateOf(model, keyId);
      const worker = `before ${keyId}`;
      return { worker, owner, project, model, window: "day", startsAt: day, requests, refused: 0, tokens };
    }),
    parks,
    pace,
  };
}
