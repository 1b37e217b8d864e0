"use server";
import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";
import * as own from "#lib/people/own-password.ts";
import * as sessions from "#lib/people/own-sessions.ts";
import * as passkeys from "#lib/people/passkeys.ts";
import { PASSWORD_MAX } from "#lib/people/password-length.ts";
import * as proof from "#lib/people/proof.ts";
import * as totp from "#lib/people/totp.ts";
import { personAction } from "../action.ts";

const nothing = z.object({});
const password = z.string().max(PASSWORD_MAX);
const code = z.string().trim().min(6).max(40);

export const changePassword = personAction({
  schema: z.object({ old: password, password }),
  handler: (person, input) => own.changePassword(person, input.old, input.password),
});

export const proveAgain = personAction({
  schema: z.union([z.object({ password }), z.object({ code })]),
  handler: (person, input) => proof.proveAgain(person, input),
});

/** Whether the person has proved who they are a short while ago. */
export const isProved = personAction({
  schema: nothing,
  handler: async (person) => proof.requireFresh(person),
});

export const offerTotp = personAction({ schema: nothing, handler: (person) => totp.offerTotp(person) });

export const confirmTotp = personAction({
  schema: z.object({ code }),
  handler: (person, input) => totp.confirmTotp(person, input.code),
});

export const removeTotp = personAction({ schema: nothing, handler: (person) => totp.removeTotp(person) });

export const renewRecoveryCodes = personAction({
  schema: nothing,
  handler: (person) => totp.renewRecoveryCodes(person),
});

export const offerPasskey = personAction({
  schema: nothing,
  handler: (person) => passkeys.offerPasskey(person),
});

export const addPasskey = personAction({
  // What the browser answers is checked by the library.
  schema: z.object({
    name: z.string().trim().min(1).max(80),
    response: z.custom<RegistrationResponseJSON>((given) => typeof given === "object" && given !== null),
  }),
  handler: (person, { name, response }) => passkeys.addPasskey(person, name, response),
});

export const removePasskey = personAction({
  schema: z.object({ id: z.string().max(2_000) }),
  handler: (person, { id }) => passkeys.removePasskey(person, id),
});

export const endSession = personAction({
  schema: z.object({ id: z.uuid() }),
  handler: (person, { id }) => sessions.endOwnSession(person, id),
});

export const endOtherSessions = personAction({
  schema: nothing,
  handler: (person) => sessions.endOwnSessions(person, person.session.id),
});
