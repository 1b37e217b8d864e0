"use server";
import { z } from "zod";
import { PASSWORD_MAX, PASSWORD_MIN } from "#lib/people/password-length.ts";
import { setUp } from "#lib/people/setup.ts";
import { openAction } from "../action.ts";
import { requestOrigin } from "../auth.ts";

export const makeFirstAdmin = openAction({
  schema: z.object({
    code: z.string().max(100),
    tenantName: z.string().trim().min(1).max(60),
    name: z.string().trim().min(1).max(80),
    zone: z.string().max(60).optional(),
    email: z.email("email").max(200),
    password: z.string().min(PASSWORD_MIN, "password_short").max(PASSWORD_MAX),
  }),
  handler: async ({ code, ...person }) => setUp(code, { ...person, from: await requestOrigin() }),
});
