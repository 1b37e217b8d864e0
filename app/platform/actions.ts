"use server";
import { z } from "zod";
import { LimitFigures } from "#lib/people/limits.ts";
import * as models from "#lib/platform/default-models.ts";
import * as plans from "#lib/platform/plans.ts";
import * as tenants from "#lib/platform/tenants.ts";
import * as visits from "#lib/platform/visits.ts";
import { platformAction } from "../action.ts";

const id = z.uuid();
const name = z.string().trim().min(1).max(80);
const email = z.email("email").max(200);

export const createTenant = platformAction({
  schema: z.object({ name, slug: z.string().max(100), email, planId: id.nullable() }),
  handler: (person, input) => tenants.createTenant(person, input),
});

export const inviteOwner = platformAction({
  schema: z.object({ id, email }),
  handler: (person, input) => tenants.inviteOwner(person, input.id, input.email),
});

export const suspendTenant = platformAction({
  schema: z.object({ id, suspended: z.boolean() }),
  handler: (person, input) => tenants.suspendTenant(person, input.id, input.suspended),
});

export const limitTenant = platformAction({
  schema: z.object({ id, planId: id.nullable(), limits: LimitFigures }),
  handler: (person, { id: tenant, ...given }) => tenants.limitTenant(person, tenant, given),
});

export const enterTenant = platformAction({
  schema: z.object({ id, reason: z.string().trim().min(3).max(200) }),
  handler: (person, input) => visits.enterTenant(person, input.id, input.reason),
});

export const leaveTenant = platformAction({
  schema: z.object({ id }),
  handler: (person, input) => visits.leaveTenant(person, input.id),
});

export const savePlan = platformAction({
  schema: z.object({ id: id.nullable(), name, limits: LimitFigures }),
  handler: (person, { id: plan, ...given }) => plans.savePlan(person, plan, given),
});

export const removePlan = platformAction({
  schema: z.object({ id }),
  handler: (person, input) => plans.removePlan(person, input.id),
});

export const saveDefaultModels = platformAction({
  schema: z.object({
    version: z.int().min(0),
    entries: z.array(z.object({ model: z.string().min(1).max(100), enabled: z.boolean() })).max(200),
  }),
  handler: (person, input) => models.saveDefaultModels(person, input),
});
