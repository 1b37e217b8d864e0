"use server";
import { z } from "zod";
import { locales } from "#lib/messages/locales.ts";
import { endOwnSessions, signOut } from "#lib/people/own-sessions.ts";
import { chooseLocale } from "#lib/people/person.ts";
import { personAction } from "../action.ts";

export const chooseLanguage = personAction({
  schema: z.object({ locale: z.enum(locales) }),
  handler: ({ id }, { locale }) => chooseLocale(id, locale),
});

/** Who has signed in, for a page that was rendered before. */
export const ownEmail = personAction({ schema: z.object({}), handler: async ({ email }) => email });

export const signOutHere = personAction({
  schema: z.object({}),
  handler: (person) => signOut(person),
});

export const signOutEverywhere = personAction({
  schema: z.object({}),
  handler: async (person) => void (await endOwnSessions(person)),
});
