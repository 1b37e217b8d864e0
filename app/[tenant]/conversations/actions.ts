"use server";
import { z } from "zod";
import { addFilePiece } from "#lib/conversations/files.ts";
import {
  deletePerson,
  exportPerson,
  NOTE_MAX,
  notePerson,
  TAG_MAX,
  TAGS_MAX,
} from "#lib/conversations/person.ts";
import { SILENCE_MAX, setSilence } from "#lib/conversations/silence.ts";
import { handBack, MESSAGE_MAX, sayAsOperator, takeOver } from "#lib/conversations/takeover.ts";
import { makeStaffLinks, unlinkStaffGroup } from "#lib/staff/links.ts";
import { tenantAction } from "../../action.ts";

const id = z.uuid();

export const takeConversation = tenantAction({
  may: "handleConversations",
  schema: z.object({ id, from: z.uuid().nullable() }),
  handler: (context, input) => takeOver(context, input.id, input.from),
});

export const returnConversation = tenantAction({
  may: "handleConversations",
  schema: z.object({ id }),
  handler: (context, input) => handBack(context, input.id),
});

export const writeInConversation = tenantAction({
  may: "handleConversations",
  schema: z.object({
    id,
    messageId: z.uuid(),
    text: z.string().trim().max(MESSAGE_MAX),
    file: z.object({ kind: z.enum(["photo", "document"]), name: z.string().min(1).max(300) }).optional(),
  }),
  handler: (context, { id: conversationId, ...message }) =>
    sayAsOperator(context, { conversationId, ...message }),
});

/** Base64; a file is sent piece by piece, before the message that sends it. */
export const uploadFilePiece = tenantAction({
  may: "handleConversations",
  schema: z.object({ messageId: z.uuid(), position: z.int().min(0).max(100), base64: z.base64() }),
  handler: (context, { base64, ...piece }) =>
    addFilePiece(context, { ...piece, bytes: Buffer.from(base64, "base64") }),
});

export const noteOnPerson = tenantAction({
  may: "handleConversations",
  schema: z.object({
    id,
    note: z.string().max(NOTE_MAX),
    tags: z.array(z.string().max(TAG_MAX)).max(TAGS_MAX),
  }),
  handler: (context, input) => notePerson(context, input.id, input),
});

export const setBotSilence = tenantAction({
  may: "runBots",
  schema: z.object({ bots: z.array(z.object({ id, minutes: z.int().min(1).max(SILENCE_MAX) })).max(500) }),
  async handler(context, { bots }) {
    for (const bot of bots) await setSilence(context, bot.id, bot.minutes);
  },
});

export const linkStaff = tenantAction({
  may: "handleConversations",
  schema: z.object({ botId: id }),
  handler: (context, { botId }) => makeStaffLinks(context, botId),
});

export const unlinkStaff = tenantAction({
  may: "handleConversations",
  schema: z.object({ botId: id }),
  handler: (context, { botId }) => unlinkStaffGroup(context, botId),
});

export const exportPersonData = tenantAction({
  may: "managePersonData",
  schema: z.object({ id }),
  handler: async (context, input) => JSON.stringify(await exportPerson(context, input.id), null, 2),
});

export const deletePersonData = tenantAction({
  may: "managePersonData",
  schema: z.object({ id }),
  handler: (context, input) => deletePerson(context, input.id),
});
