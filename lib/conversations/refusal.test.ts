import assert from "node:assert/strict";
import { test } from "node:test";
import { keptRefusal, refusalOf } from "./refusal.ts";

test("only a block is called one: Telegram also refuses chats that are gone, without rights or closed, and single messages", () => {
  const meant = {
    "Forbidden: bot was blocked by the user": "blocked",
    "Forbidden: bot was kicked from the supergroup chat": "left",
    "Forbidden: bot is not a member of the channel chat": "left",
    "Forbidden: user is deactivated": "chat",
    "Forbidden: bot can't initiate conversation with a user": "chat",
    "Bad Request: chat not found": "chat",
    "Bad Request: not enough rights to send text messages to the chat": "chat",
    "Bad Request: TOPIC_CLOSED": "chat",
    "Bad Request: BUSINESS_PEER_INVALID": "chat",
    "Bad Request: message text is empty": "message",
    "Request Entity Too Large": "message",
  };
  for (const [words, refusal] of Object.entries(meant)) assert.equal(refusalOf(words), refusal, words);
});

test("a conversation keeps the words of a refusal, but none of a block or a removal", () => {
  assert.equal(keptRefusal("Forbidden: bot was blocked by the user"), null);
  assert.equal(keptRefusal("Forbidden: bot was kicked from the group chat"), null);
  assert.equal(keptRefusal("Bad Request: chat not found"), "Bad Request: chat not found");
});
