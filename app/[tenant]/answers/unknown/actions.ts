"use server";
import { z } from "zod";
import { givenClasses } from "#lib/answers/given-classes.ts";
import { classifyError } from "#lib/answers/unknown-errors.ts";
import { untilLive } from "#lib/live-config/acks.ts";
import { tenantAction } from "../../../action.ts";

export const classify = tenantAction({
  may: "classifyErrors",
  schema: z.object({ fingerprint: z.string().max(400), given: z.enum(givenClasses).nullable() }),
  async handler(context, { fingerprint, given }) {
    const version = await classifyError(context, fingerprint, given);
    return { live: untilLive(context, version) };
  },
});
