"use server";
import { z } from "zod";
import { locales } from "#lib/messages/locales.ts";
import * as settings from "#lib/people/settings.ts";
import * as zones from "#lib/people/zone.ts";
import * as retention from "#lib/retention/settings.ts";
import { tenantAction } from "../../action.ts";

export const renameTenant = tenantAction({
  may: "manageSettings",
  schema: z.object({ name: z.string().trim().min(1).max(80), locale: z.enum(locales) }),
  handler: async (context, input) => void (await settings.renameTenant(context, input)),
});

export const setSlug = tenantAction({
  may: "manageSettings",
  schema: z.object({ slug: z.string().max(100) }),
  handler: (context, { slug }) => settings.setSlug(context, slug),
});

export const setZone = tenantAction({
  may: "manageSettings",
  schema: z.object({ zone: z.string().max(60) }),
  handler: (context, { zone }) => zones.setZone(context, zone),
});

export const setSpans = tenantAction({
  may: "manageSettings",
  schema: z.object({ messageMonths: z.int(), callMonths: z.int(), updateDays: z.int() }),
  handler: (context, spans) => retention.setSpans(context, spans),
});

export const deleteTenant = tenantAction({
  may: "deleteTenant",
  schema: z.object({ name: z.string().max(200) }),
  handler: (context, { name }) => settings.removeTenant(context, name),
});
