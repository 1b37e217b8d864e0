"use server";
import { z } from "zod";
import { apiScopes } from "#lib/api-tokens/scopes.ts";
import * as tokens from "#lib/api-tokens/tokens.ts";
import { AppError } from "#lib/errors.ts";
import { requireFresh } from "#lib/people/proof.ts";
import { tenantAction } from "../../../action.ts";
import { currentPerson } from "../../../session.ts";

/** A session left open is not enough: a token outlives it. */
export const makeToken = tenantAction({
  may: "useApi",
  schema: z.object({
    name: z.string().max(tokens.TOKEN_NAME_MAX),
    scopes: z.array(z.enum(apiScopes)).max(apiScopes.length),
    days: z.int().nullable(),
  }),
  async handler(context, input) {
    const person = await currentPerson();
    if (!person) throw new AppError("signed_out");
    requireFresh(person);
    return tokens.makeToken(context, { ...input, strong: person.session.strong });
  },
});

export const revokeToken = tenantAction({
  may: "useApi",
  schema: z.object({ id: z.uuid() }),
  handler: (context, { id }) => tokens.revokeToken(context, id),
});
