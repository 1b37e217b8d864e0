"use server";
import { z } from "zod";
import * as add from "#lib/gemini-keys/add.ts";
import { checkKeys } from "#lib/gemini-keys/check.ts";
import * as edit from "#lib/gemini-keys/edit.ts";
import { tenantAction } from "../../action.ts";

const id = z.uuid();
const secret = z.string().min(1).max(500);
const project = z.union([z.object({ id }), z.object({ label: z.string().max(80) })]).nullable();

/** One row for each secret; `result` in it settles when that one is tested. */
export const addKeys = tenantAction({
  role: "admin",
  schema: z.object({ secrets: z.array(secret).min(1).max(500), project }),
  handler: (context, input) => add.addKeys(context, input),
});

export const replaceKey = tenantAction({
  role: "admin",
  schema: z.object({ id, secret }),
  handler: (context, input) => edit.replaceKey(context, input.id, input.secret),
});

export const editKey = tenantAction({
  role: "admin",
  schema: z.object({
    id,
    label: z.string().max(80).optional(),
    project: project.optional(),
    enabled: z.boolean().optional(),
    lastResort: z.boolean().optional(),
  }),
  handler: (context, { id: key, ...changes }) => edit.editKey(context, key, changes),
});

export const orderKeys = tenantAction({
  role: "admin",
  schema: z.object({ ids: z.array(id).max(1_000) }),
  handler: (context, { ids }) => edit.orderKeys(context, ids),
});

export const removeKey = tenantAction({
  role: "admin",
  schema: z.object({ id }),
  handler: (context, input) => edit.removeKey(context, input.id),
});

export const testKeys = tenantAction({
  role: "admin",
  schema: z.object({ ids: z.array(id).max(1_000) }),
  async handler(context, { ids }) {
    const views = await checkKeys(context, ids);
    return [...views].map(([key, view]) => ({ id: key, ...view }));
  },
});
