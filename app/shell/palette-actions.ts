"use server";
import { z } from "zod";
import { paletteTargets as targets } from "#lib/palette/targets.ts";
import { tenantAction } from "../action.ts";

/** Loaded when the palette opens, not with every page. */
export const paletteTargets = tenantAction({
  may: "viewAnswers",
  schema: z.object({}),
  handler: (context) => targets(context),
});
