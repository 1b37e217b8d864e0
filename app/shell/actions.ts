"use server";
import { z } from "zod";
import { locales } from "#lib/messages/locales.ts";
import { chooseLocale, endSessions } from "#lib/people/members.ts";
import { personAction } from "../action.ts";

export const chooseLanguage = personAction({
  schema: z.object({ locale: z.enum(locales) }),
  handler: ({ id }, { locale }) => chooseLocale(id, locale),
});

export const signOutEverywhere = personAction({
  schema: z.object({}),
  handler: ({ id }) => endSessions(id),
});
