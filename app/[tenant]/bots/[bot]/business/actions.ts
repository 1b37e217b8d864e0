"use server";
import { z } from "zod";
import { acceptConnection, forgetConnection } from "#lib/business/connections.ts";
import { BusinessChoice } from "#lib/business/settings.ts";
import * as edit from "#lib/business/settings-edit.ts";
import { untilLive } from "#lib/live-config/acks.ts";
import { tenantAction } from "../../../../action.ts";

const id = z.uuid();
const connection = z.object({ id, connectionId: z.string().max(200) });

export const setBusiness = tenantAction({
  may: "runBots",
  schema: z.object({ id, business: BusinessChoice }),
  async handler(context, { id: bot, business }) {
    return { live: untilLive(context, await edit.setBusiness(context, bot, business)) };
  },
});

export const letAccount = tenantAction({
  may: "runBots",
  schema: connection.extend({ accepted: z.boolean() }),
  async handler(context, { id: bot, connectionId, accepted }) {
    return { live: untilLive(context, await acceptConnection(context, bot, connectionId, accepted)) };
  },
});

export const forgetAccount = tenantAction({
  may: "runBots",
  schema: connection,
  async handler(context, { id: bot, connectionId }) {
    return { live: untilLive(context, await forgetConnection(context, bot, connectionId)) };
  },
});

export const leaveChatAlone = tenantAction({
  may: "runBots",
  schema: z.object({ id, conversationId: z.uuid(), leaves: z.boolean() }),
  async handler(context, { id: bot, conversationId, leaves }) {
    return { live: untilLive(context, await edit.leaveAlone(context, bot, conversationId, leaves)) };
  },
});
