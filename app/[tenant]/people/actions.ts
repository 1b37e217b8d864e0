"use server";
import { z } from "zod";
import { Role } from "#generated/enums.ts";
import * as invitations from "#lib/people/invitations.ts";
import * as members from "#lib/people/members.ts";
import { sendResetLink } from "#lib/people/reset-links.ts";
import { tenantAction } from "../../action.ts";

const id = z.uuid();
const role = z.enum(Role);

export const invite = tenantAction({
  may: "manageMembers",
  schema: z.object({ email: z.email("email").max(200), role }),
  handler: (context, input) => invitations.invite(context, input),
});

export const revokeInvitation = tenantAction({
  may: "manageMembers",
  schema: z.object({ id }),
  handler: (context, input) => invitations.revokeInvitation(context, input.id),
});

export const setRole = tenantAction({
  may: "manageMembers",
  schema: z.object({ id, role }),
  handler: (context, input) => members.setRole(context, input.id, input.role),
});

export const removeMember = tenantAction({
  may: "manageMembers",
  schema: z.object({ id }),
  handler: (context, input) => members.removeMember(context, input.id),
});

export const allowTexts = tenantAction({
  may: "manageMembers",
  schema: z.object({ id, readTexts: z.boolean() }),
  handler: (context, input) => members.allowTexts(context, input.id, input.readTexts),
});

export const demandSecondFactor = tenantAction({
  may: "manageMembers",
  schema: z.object({ demand: z.boolean() }),
  handler: (context, { demand }) => members.demandSecondFactor(context, demand),
});

export const memberSessions = tenantAction({
  may: "helpMembers",
  schema: z.object({ id }),
  handler: (context, input) => members.memberSessions(context, input.id),
});

export const endMemberSessions = tenantAction({
  may: "helpMembers",
  schema: z.object({ id, session: id.nullable() }),
  handler: (context, { id: member, session }) => members.endMemberSessions(context, member, session),
});

export const makeResetLink = tenantAction({
  may: "helpMembers",
  schema: z.object({ id }),
  handler: (context, input) => sendResetLink(context, input.id),
});
