// Keeps what a walk's errors tell: a key's project, retired models, unknown failures. In the background: a failure here
// does not affect the answer.

import { noteUnknownError } from "#lib/answers/unknown-errors.ts";
import type { Context } from "#lib/context.ts";
import type { Attempt } from "#lib/fallback/index.ts";
import { isSharedKey } from "#lib/keys/default-label.ts";
import { noteMissing } from "#lib/keys/listing.ts";
import { learnProject } from "#lib/keys/projects.ts";
import { log } from "#lib/log.ts";
import { PLATFORM_TENANT } from "#lib/shared-keys/tenant.ts";

/** Project numbers by key that this worker has already stored. */
const told = new Map<string, string>();
const TOLD_AT_MOST = 10_000;

/** What is told of keys is noted with those whose they are. */
const ownerOf = ({ key }: Attempt, tenantId: string) => (isSharedKey(key) ? PLATFORM_TENANT : tenantId);

export function learn(tenantId: string, attempts: readonly Attempt[]): void {
  const work = attempts.flatMap((attempt) => {
    const { key, learned, reason, httpStatus } = attempt;
    const { consumer, fingerprint } = learned ?? {};
    return [
      ...(consumer ? [noteProject(ownerOf(attempt, tenantId), key.id, consumer)] : []),
      ...(fingerprint
        ? [noteUnknownError(ownerOf(attempt, tenantId), { fingerprint, reason: reason ?? "", httpStatus })]
        : []),
    ];
  });
  const missing = Map.groupBy(
    attempts.filter(({ class: kind }) => kind === "model_missing"),
    (attempt) => ownerOf(attempt, tenantId),
  );
  for (const [owner, of] of missing) {
    const models = of.map(({ key, model, learned }) => ({
      ...{ keyId: key.id, model, successor: learned?.successor ?? null },
    }));
    work.push(noteMissing(owner, models));
  }
  for (const each of work)
    each.catch((error: Error) =>
      log.warn({ tenantId, reason: error.message }, "could not store what was learned"),
    );
}

async function noteProject(tenantId: string, keyId: string, number: string): Promise<void> {
  if (told.get(keyId) === number) return;
  const context: Context = { tenantId, role: "admin", actorId: null };
  await learnProject(context, keyId, number);
  if (told.size >= TOLD_AT_MOST) told.clear();
  told.set(keyId, number);
}
