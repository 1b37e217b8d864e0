"use server";
import { z } from "zod";
import { PICTURE_MAX } from "#lib/broadcasts/buttons.ts";
import { BroadcastButtons, MARKDOWN_MAX } from "#lib/broadcasts/content.ts";
import { broadcastSteps, orderBroadcast, stepBroadcast, testBroadcast } from "#lib/broadcasts/control.ts";
import {
  addPicturePiece,
  createBroadcast,
  editBroadcast,
  removeBroadcast,
  removePicture,
} from "#lib/broadcasts/edit.ts";
import { BroadcastSegment } from "#lib/broadcasts/segment.ts";
import { PIECE_BYTES } from "#lib/conversations/file-limits.ts";
import { tenantAction } from "../../action.ts";

const id = z.uuid();
const version = z.int().min(1);

export const addBroadcast = tenantAction({
  may: "sendBroadcasts",
  schema: z.object({ id, botId: id }),
  handler: (context, input) => createBroadcast(context, input.id, input.botId),
});

export const saveBroadcast = tenantAction({
  may: "sendBroadcasts",
  schema: z.object({
    ...{ id, version, buttons: BroadcastButtons, segment: BroadcastSegment },
    text: z.string().max(MARKDOWN_MAX),
  }),
  handler: (context, input) => editBroadcast(context, input.id, input),
});

/** Base64; a picture is sent piece by piece. */
export const uploadPicturePiece = tenantAction({
  may: "sendBroadcasts",
  schema: z.object({
    id,
    position: z
      .int()
      .min(0)
      .max(Math.ceil(PICTURE_MAX / PIECE_BYTES)),
    last: z.boolean(),
    name: z.string().min(1).max(300),
    base64: z.base64(),
  }),
  handler: (context, { id: broadcastId, base64, ...piece }) =>
    addPicturePiece(context, broadcastId, { ...piece, bytes: Buffer.from(base64, "base64") }),
});

export const dropPicture = tenantAction({
  may: "sendBroadcasts",
  schema: z.object({ id }),
  handler: (context, input) => removePicture(context, input.id),
});

export const previewBroadcast = tenantAction({
  may: "sendBroadcasts",
  schema: z.object({ id }),
  handler: (context, input) => testBroadcast(context, input.id),
});

export const sendBroadcast = tenantAction({
  may: "sendBroadcasts",
  schema: z.object({ id, version, at: z.string().max(20).nullable() }),
  handler: (context, input) => orderBroadcast(context, input.id, input),
});

export const changeBroadcast = tenantAction({
  may: "sendBroadcasts",
  schema: z.object({ id, step: z.enum(broadcastSteps) }),
  handler: (context, input) => stepBroadcast(context, input.id, input.step),
});

export const deleteBroadcast = tenantAction({
  may: "sendBroadcasts",
  schema: z.object({ id }),
  handler: (context, input) => removeBroadcast(context, input.id),
});
