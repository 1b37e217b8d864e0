// New keys: pasted by an admin and tested live, or imported from the environment.
import { randomUUID } from "node:crypto";
import { hastenAnswers } from "../answers/hasten.ts";
import { change } from "../audit.ts";
import type { Context } from "../context.ts";
import { isDuplicate, type Tx } from "../db.ts";
import { log } from "../log.ts";
import { noteListing } from "../models/catalogue.ts";
import { authorise } from "../people/can.ts";
import { requireRoom } from "../people/room.ts";
import { indexesOf, indexOf, last4, seal } from "../secrets.ts";
import { tenantDb } from "../tenant-db.ts";
import {
  checkColumns,
  checkGate,
  checkViewOf,
  type KeyCheck,
  type KeyCheckView,
  probe,
  type Refused,
  refusalOf,
} from "./check.ts";
import { chosenProject, type ProjectChoice } from "./projects.ts";

export type AddResult =
  | { kind: "added"; id: string; label: string; check: KeyCheckView; version: number }
  | { kind: "duplicate"; label: string }
  | Refused
  /** Our own failure, for instance the database was unreachable. Nothing was stored. */
  | { kind: "failed" };

/** Reserved for a key before its check: its position, and the number for its default label. */
interface Reservation {
  position: number;
  number: number;
}

/** @returns the label of the tenant's key that has this secret already. */
export async function labelOfTwin(
  { tenantId }: Context,
  secret: string,
  exceptId?: string,
): Promise<string | null> {
  const twin = await tenantDb({ tenantId }).key.findFirst({
    where: { tenantId, secretIndex: { in: indexesOf(secret) }, ...(exceptId && { id: { not: exceptId } }) },
    select: { label: true },
  });
  return twin?.label ?? null;
}

async function nextReservation({ tenantId }: Context): Promise<Reservation> {
  const keys = await tenantDb({ tenantId }).key.findMany({
    where: { tenantId },
    select: { position: true, label: true },
  });
  const numbers = keys.map(({ label }) => Number(/^Key (\d+)$/.exec(label)?.[1] ?? 0));
  return {
    position: Math.max(0, ...keys.map(({ position }) => position)) + 1,
    number: Math.max(0, ...numbers) + 1,
  };
}

async function insert(
  tx: Tx,
  context: Context,
  key: {
    id: string;
    secret: string;
    projectId: string | null;
    reservation: Reservation;
    check: KeyCheck | null;
  },
): Promise<string> {
  const { tenantId } = context;
  // Also a lock: two concurrent pastes must not both create "Key 3".
  await requireRoom(tx, tenantId, "keys");
  const taken = await tx.key.findMany({
    where: { tenantId, label: { startsWith: "Key " } },
    select: { label: true },
  });
  const labels = new Set(taken.map(({ label }) => label));
  let { number } = key.reservation;
  while (labels.has(`Key ${number}`)) number++;
  const label = `Key ${number}`;
  await tx.key.create({
    data: {
      id: key.id,
      tenantId,
      label,
      secret: seal(key.secret, { tenantId, table: "Key", rowId: key.id, column: "secret" }),
      secretIndex: indexOf(key.secret),
      last4: last4(key.secret),
      projectId: key.projectId,
      position: key.reservation.position,
      ...(key.check ? checkColumns(key.check) : {}),
    },
  });
  return label;
}

/** Before any is tested, so that nobody pastes twenty to learn that ten fit. Those that are there already take no room. */
async function requireRoomForKeys(context: Context, secrets: readonly string[]): Promise<void> {
  const { tenantId } = context;
  await tenantDb(context).$transaction(async (tx) => {
    const twins = await tx.key.count({
      where: { tenantId, secretIndex: { in: secrets.flatMap(indexesOf) } },
    });
    await requireRoom(tx, tenantId, "keys", { more: secrets.length - twins, field: "secrets" });
  });
}

async function addOne(
  context: Context,
  secret: string,
  project: ProjectChoice,
  reservation: Reservation,
): Promise<AddResult> {
  const before = await labelOfTwin(context, secret);
  if (before !== null) return { kind: "duplicate", label: before };
  const check = await probe(secret);
  const refused = refusalOf(secret, check);
  if (refused) return refused;
  const id = randomUUID();
  try {
    const { value: label, version } = await change(
      context,
      { action: "key.add", target: id, detail: { last4: last4(secret), check: check.class } },
      async (tx, compare) => {
        const projectId = await chosenProject(tx, context, project);
        await hastenAnswers(tx, context);
        const own = await insert(tx, context, { id, secret, projectId, reservation, check });
        compare(null, { label: own, last4: last4(secret), projectId });
        return own;
      },
    );
    await noteListing(check.models);
    return { kind: "added", id, label, check: checkViewOf(check), version };
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return { kind: "duplicate", label: (await labelOfTwin(context, secret)) ?? "" };
  }
}

/**
 * Tests each secret live, a few in parallel, and stores those that Google does not refuse, including those that could
 * not be tested or whose quota is exhausted. Each has its own result promise, which never rejects. Keys keep the given
 * order, whichever test finishes first.
 * @throws AppError "limit_reached" if the plan has no room for all of them
 */
export async function addKeys(
  context: Context,
  { secrets, project }: { secrets: readonly string[]; project: ProjectChoice },
): Promise<{ last4: string; result: Promise<AddResult> }[]> {
  authorise(context, "manageKeys");
  const { position, number } = await nextReservation(context);
  const unique = [...new Set(secrets)];
  await requireRoomForKeys(context, unique);
  const gate = checkGate();
  return unique.map((secret, i) => ({
    last4: last4(secret),
    result: gate(() =>
      addOne(context, secret, project, { position: position + i, number: number + i }),
    ).catch((error: Error): AddResult => {
      log.error({ tenantId: context.tenantId, reason: error.message }, "a key could not be added");
      return { kind: "failed" };
    }),
  }));
}

/**
 * Stores keys from the environment, each once, without testing them; call `checkKeys` for that.
 * @returns the ids of the new keys.
 */
export async function importKeys(context: Context, secrets: readonly string[]): Promise<string[]> {
  authorise(context, "manageKeys");
  const ids: string[] = [];
  for (const secret of new Set(secrets)) {
    if ((await labelOfTwin(context, secret)) !== null) continue;
    const id = randomUUID();
    const reservation = await nextReservation(context);
    const entry = { action: "key.import" as const, target: id, detail: { last4: last4(secret) } };
    try {
      await change(context, entry, async (tx, compare) => {
        const label = await insert(tx, context, { id, secret, projectId: null, reservation, check: null });
        compare(null, { label, last4: last4(secret) });
      });
      ids.push(id);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
  }
  return ids;
}
