"use server";
import { z } from "zod";
import { AlertKind } from "#generated/enums.ts";
import { untilDelivered } from "#lib/alerts/delivered.ts";
import { makeAlertLink } from "#lib/alerts/links.ts";
import * as settings from "#lib/alerts/settings.ts";
import { tenantAction } from "../../action.ts";

const id = z.uuid();

export const linkTelegram = tenantAction({
  may: "receiveAlerts",
  schema: z.object({ bot: id.nullable() }),
  handler: (context, { bot }) => makeAlertLink(context, bot),
});

export const unlinkTelegram = tenantAction({
  may: "receiveAlerts",
  schema: z.object({}),
  handler: (context) => settings.unlinkTelegram(context),
});

export const setAlertMail = tenantAction({
  may: "receiveAlerts",
  schema: z.object({ enabled: z.boolean() }),
  handler: (context, { enabled }) => settings.setMail(context, enabled),
});

export const muteAlertKind = tenantAction({
  may: "receiveAlerts",
  schema: z.object({ kind: z.enum(AlertKind), muted: z.boolean() }),
  handler: (context, { kind, muted }) => settings.muteKind(context, kind, muted),
});

// `delivery` settles when the test has arrived or failed; the answer itself comes at once.

export const testOwnWay = tenantAction({
  may: "receiveAlerts",
  schema: z.object({ channel: z.enum(["telegram", "mail"]) }),
  async handler(context, { channel }) {
    return { delivery: untilDelivered(await settings.testOwnWay(context, channel), context) };
  },
});

export const knowSignIn = tenantAction({
  may: "viewAlerts",
  schema: z.object({ session: id }),
  handler: (context, { session }) => settings.knowSignIn(context, session),
});

export const addWebhook = tenantAction({
  may: "manageWebhooks",
  schema: z.object({ url: z.string().trim().min(1).max(2_000) }),
  handler: (context, { url }) => settings.addWebhook(context, url),
});

export const testWebhook = tenantAction({
  may: "manageWebhooks",
  schema: z.object({ id }),
  async handler(context, input) {
    return { delivery: untilDelivered(await settings.testWebhook(context, input.id), context) };
  },
});

export const removeWebhook = tenantAction({
  may: "manageWebhooks",
  schema: z.object({ id }),
  handler: (context, input) => settings.removeWebhook(context, input.id),
});
