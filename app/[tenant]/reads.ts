// What both the layout and its page show, read once for each request.
import { cache } from "react";
import { listBots } from "#lib/bots/list.ts";
import { readHealth } from "#lib/health/read.ts";
import { requireMember } from "../session.ts";

export const healthOf = cache(async (slug: string) => readHealth((await requireMember(slug)).context));

/** The tenant's bots, with whether they can answer now. */
export const botsOf = cache(async (slug: string) => {
  const { context } = await requireMember(slug);
  return listBots(context, healthOf(slug));
});
