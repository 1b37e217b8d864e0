"use server";
import { z } from "zod";
import { acceptAsNew, acceptInvitation } from "#lib/people/invitations.ts";
import { PASSWORD_MAX } from "#lib/people/password-length.ts";
import { openAction, personAction } from "../../action.ts";
import { requestOrigin } from "../../auth.ts";

const token = z.string().max(100);

export const joinTeam = personAction({
  schema: z.object({ token }),
  handler: (person, input) => acceptInvitation(person, input.token),
});

export const joinAsNew = openAction({
  schema: z.object({
    token,
    name: z.string().trim().min(1).max(80),
    password: z.string().max(PASSWORD_MAX),
  }),
  handler: async ({ token: link, ...person }) =>
    acceptAsNew(link, { ...person, from: await requestOrigin() }),
});
