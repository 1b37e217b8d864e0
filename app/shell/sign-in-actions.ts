"use server";
import { z } from "zod";
import { askPasskey } from "#lib/people/passkeys.ts";
import { openAction } from "../action.ts";

export const passkeyChallenge = openAction({ schema: z.object({}), handler: () => askPasskey() });
