// The token itself.
import { z } from "zod";
import { apiScopes } from "../api-tokens/scopes.ts";
import { roles } from "../people/can.ts";
import { endpoint, Id, Moment } from "./endpoint.ts";

export const meEndpoints = [
  endpoint({
    method: "GET",
    path: "/me",
    scope: null,
    tag: "Token",
    summary: "The token, its member and its workspace",
    answer: z.object({
      token: z.object({
        id: Id,
        name: z.string(),
        scopes: z.array(z.enum(apiScopes)),
        expiresAt: Moment.nullable(),
      }),
      member: z.object({ name: z.string(), role: z.enum(roles) }),
      workspace: z.object({ slug: z.string(), name: z.string(), timeZone: z.string() }),
    }),
    handle: async ({ caller: { token, tenant, member, context } }) => ({
      token,
      member: { name: member, role: context.role },
      workspace: tenant,
    }),
  }),
];
