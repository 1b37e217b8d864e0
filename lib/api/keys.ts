// Gemini keys: label and last four characters, never the secret.
import { z } from "zod";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { addKeys } from "../keys/add.ts";
import { checkKeys } from "../keys/check.ts";
import { editKey, orderKeys, removeKey } from "../keys/edit.ts";
import { type KeyView, listKeys } from "../keys/list.ts";
import { endpoint, Id, Moment } from "./endpoint.ts";

const Key = z.object({
  id: Id,
  label: z.string(),
  last4: z.string(),
  project: z.object({ id: Id, label: z.string() }).nullable(),
  enabled: z.boolean(),
  lastResort: z.boolean().describe("Tried after all other keys"),
  state: z.object({
    kind: z.enum(["works", "waiting", "broken", "off"]),
    class: z.string().nullable().optional().describe("Of the failure"),
    reason: z.string().nullable().optional().describe("Google's, shortened"),
    until: Moment.nullable().optional().describe("When it is tried again; null: not by itself"),
  }),
  checkedAt: Moment.nullable(),
  models: z.int().describe("How many models Google offered to it"),
  lastOk: Moment.nullable().describe("When it last answered"),
  answers: z.int().describe("Since midnight, in the workspace's time zone"),
});
const Checked = z.object({ class: z.string(), reason: z.string().nullable(), models: z.int() });
const Label = z.string().trim().min(1).max(80);
/** Created if there is none of this name; null: unknown. */
const ProjectLabel = Label.nullable().describe("Name of its Google project; null: unknown");

/** @throws AppError "not_found" */
async function keyOf(context: Context, id: string | undefined): Promise<KeyView> {
  const found = (await listKeys(context)).find((key) => key.id === id);
  if (!found) throw new AppError("not_found");
  return found;
}

const projectOf = (label: string | null | undefined) =>
  label === undefined ? {} : { project: label === null ? null : { label } };

/** @throws AppError "key_duplicate", "key_refused" or "internal" */
async function addOne(context: Context, secret: string, project: string | null | undefined): Promise<string> {
  const [added] = await addKeys(context, { secrets: [secret], ...{ project: null, ...projectOf(project) } });
  const result = await added?.result;
  if (result?.kind === "added") return result.id;
  if (result?.kind === "duplicate") throw new AppError("key_duplicate", { label: result.label }, "secret");
  if (result?.kind === "refused") throw new AppError("key_refused", {}, "secret");
  throw new AppError("internal");
}

export const keyEndpoints = [
  endpoint({
    method: "GET",
    path: "/keys",
    scope: "keys:read",
    tag: "Keys",
    summary: "Keys in their order",
    answer: z.object({ keys: z.array(Key) }),
    handle: async ({ context }) => ({ keys: await listKeys(context) }),
  }),
  endpoint({
    method: "POST",
    path: "/keys",
    scope: "keys:write",
    tag: "Keys",
    summary: "Add a key",
    description: "It is tested at Google first. A key that Google refuses is not stored.",
    status: 201,
    fails: { 409: "The key is there already, or the plan has no room for it" },
    body: z.strictObject({
      secret: z.string().trim().min(1).max(500),
      label: Label.optional(),
      project: ProjectLabel.optional(),
    }),
    answer: Key,
    async handle({ context, body: { secret, label, project } }) {
      const id = await addOne(context, secret, project);
      if (label !== undefined) await editKey(context, id, { label });
      return keyOf(context, id);
    },
  }),
  endpoint({
    method: "PUT",
    path: "/keys/order",
    scope: "keys:write",
    tag: "Keys",
    summary: "Order keys",
    description: "Keys that are not named come behind, in their order.",
    body: z.strictObject({ ids: z.array(Id).min(1).max(1_000) }),
    answer: z.object({ keys: z.array(Key) }),
    async handle({ context, body: { ids } }) {
      const own = await listKeys(context);
      if (!ids.every((id) => own.some((key) => key.id === id))) throw new AppError("not_found", {}, "ids");
      const rest = own.flatMap(({ id }) => (ids.includes(id) ? [] : [id]));
      await orderKeys(context, [...new Set([...ids, ...rest])]);
      return { keys: await listKeys(context) };
    },
  }),
  endpoint({
    method: "PATCH",
    path: "/keys/{key}",
    scope: "keys:write",
    tag: "Keys",
    summary: "Change a key's label or project, switch it on or off",
    body: z.strictObject({
      label: Label.optional(),
      project: ProjectLabel.optional(),
      enabled: z.boolean().optional(),
      lastResort: z.boolean().optional(),
    }),
    answer: Key,
    async handle({ context, params, body: { label, project, enabled, lastResort } }) {
      const { id } = await keyOf(context, params.key);
      await editKey(context, id, {
        ...(label === undefined ? {} : { label }),
        ...(enabled === undefined ? {} : { enabled }),
        ...(lastResort === undefined ? {} : { lastResort }),
        ...projectOf(project),
      });
      return keyOf(context, id);
    },
  }),
  endpoint({
    method: "DELETE",
    path: "/keys/{key}",
    scope: "keys:write",
    tag: "Keys",
    summary: "Delete a key",
    status: 204,
    async handle({ context, params }) {
      await removeKey(context, (await keyOf(context, params.key)).id);
    },
  }),
  endpoint({
    method: "POST",
    path: "/keys/{key}/test",
    scope: "keys:write",
    tag: "Keys",
    summary: "Test a key at Google",
    description: "`class` is ok, or what Google's refusal means.",
    answer: Checked,
    async handle({ context, params }) {
      const { id } = await keyOf(context, params.key);
      const view = (await checkKeys(context, [id])).get(id);
      // Its secret cannot be decrypted.
      return view ?? { class: "unreadable", reason: null, models: 0 };
    },
  }),
];
