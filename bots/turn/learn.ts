// Keeps what a walk's errors tell: a key's project, retired models, unknown failures. In the background: a failure here
// does not affect the answer.

import { noteUnknownError } from "#lib/answers/unknown-errors.ts";
import type { Context } from "#lib/context.ts";
import type { Attempt } from "#lib/fallback/index.ts";
import { noteMissing } from "#lib/keys/listing.ts";
import { learnProject } from "#lib/keys/projects.ts";
import { log } from "#lib/log.ts";

/** Project numbers by key that this worker has already stored. */
const told = new Map<string, string>();
const TOLD_AT_MOST = 10_000;

export function learn(tenantId: string, attempts: readonly Attempt[]): void {
  const work = attempts.flatMap(({ key, learned, reason, httpStatus }) => {
    const { consumer, fingerprint } = learned ?? {};
    return [
      ...(consumer ? [noteProject(tenantId, key.id, consumer)] : []),
      ...(fingerprint ? [noteUnknownError(tenantId, { fingerprint, reason: reason ?? "", httpStatus })] : []),
    ];
  });
  const missing = attempts.flatMap(({ class: kind, key, model, learned }) =>
    kind === "model_missing" ? [{ keyId: key.id, model, successor: learned?.successor ?? null }] : [],
  );
  if (missing.length > 0) work.push(noteMissing(tenantId, missing));
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
