"use server";
import { z } from "zod";
import { PASSWORD_MAX } from "#lib/people/password-length.ts";
import { resetPassword } from "#lib/people/reset-links.ts";
import { openAction } from "../../action.ts";
import { requestOrigin } from "../../auth.ts";

export const setNewPassword = openAction({
  schema: z.object({ token: z.string().max(100), password: z.string().max(PASSWORD_MAX) }),
  handler: async ({ token, password }) => resetPassword(token, password, await requestOrigin()),
});
