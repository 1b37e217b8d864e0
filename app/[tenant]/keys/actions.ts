"use server";
import { z } from "zod";
import type { Context } from "#lib/context.ts";
import * as add from "#lib/keys/add.ts";
import { checkKeys } from "#lib/keys/check.ts";
import * as edit from "#lib/keys/edit.ts";
import * as proposals from "#lib/keys/project-proposals.ts";
import * as use from "#lib/keys/use.ts";
import { untilLive } from "#lib/live-config/acks.ts";
import { tenantAction } from "../../action.ts";

const id = z.uuid();
const secret = z.string().min(1).max(500);
const project = z.union([z.object({ id }), z.object({ label: z.string().max(80) })]).nullable();

/** Settles when the workers run with the version; the answer does not wait for it. */
const live = (context: Context, version: number) => ({ live: untilLive(context, version) });

/** One row for each secret; `result` in it settles when that one is tested. */
export const addKeys = tenantAction({
  may: "manageKeys",
  schema: z.object({ secrets: z.array(secret).min(1).max(500), project }),
  handler: (context, input) => add.addKeys(context, input),
});

export const replaceKey = tenantAction({
  may: "manageKeys",
  schema: z.object({ id, secret }),
  async handler(context, input) {
    const result = await edit.replaceKey(context, input.id, input.secret);
    return result.kind === "replaced" ? { ...result, ...live(context, result.version) } : result;
  },
});

export const editKey = tenantAction({
  may: "manageKeys",
  schema: z.object({
    id,
    label: z.string().max(80).optional(),
    project: project.optional(),
    enabled: z.boolean().optional(),
    lastResort: z.boolean().optional(),
  }),
  handler: async (context, { id: key, ...changes }) =>
    live(context, await edit.editKey(context, key, changes)),
});

export const orderKeys = tenantAction({
  may: "manageKeys",
  schema: z.object({ ids: z.array(id).max(1_000) }),
  handler: async (context, { ids }) => live(context, await edit.orderKeys(context, ids)),
});

/** Whether the keys are of one Google project, as they seem to be. */
export const decideProject = tenantAction({
  may: "manageKeys",
  schema: z.object({ keyIds: z.array(id).min(2).max(1_000), same: z.boolean() }),
  handler: async (context, input) => live(context, await proposals.decideProject(context, input)),
});

export const saveKeyUse = tenantAction({
  may: "manageKeys",
  schema: z.object({ order: z.enum(["priority", "balanced"]), hedging: z.boolean() }),
  handler: async (context, input) => live(context, await use.saveKeyUse(context, input)),
});

export const removeKey = tenantAction({
  may: "manageKeys",
  schema: z.object({ id }),
  handler: async (context, input) => live(context, await edit.removeKey(context, input.id)),
});

export const testKeys = tenantAction({
  may: "manageKeys",
  schema: z.object({ ids: z.array(id).max(1_000) }),
  async handler(context, { ids }) {
    const views = await checkKeys(context, ids);
    return [...views].map(([key, view]) => ({ id: key, ...view }));
  },
});
