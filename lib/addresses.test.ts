import assert from "node:assert/strict";
import test from "node:test";
import { chatAddress, studioAddress, tokenAddress } from "./addresses.ts";

const DEMO = "http://127.0.0.1:3002";

test("people write to a bot in Telegram, in a demo in its sandbox, and Start tells the bot what the link says", () => {
  assert.equal(chatAddress(null, "shop_bot"), "https://t.me/shop_bot");
  assert.equal(chatAddress(null, "shop_bot", "alerts-a_B-1"), "https://t.me/shop_bot?start=alerts-a_B-1");
  assert.equal(chatAddress(DEMO, "shop_bot"), `${DEMO}/?bot=shop_bot`);
  assert.equal(chatAddress(DEMO, "shop_bot", "alerts-a_B-1"), `${DEMO}/?bot=shop_bot&start=alerts-a_B-1`);
});

test("in a demo no link leads to the real BotFather or Google", () => {
  assert.equal(tokenAddress(null), "https://t.me/BotFather");
  assert.equal(new URL(tokenAddress(DEMO)).origin, DEMO);
  assert.equal(studioAddress(null), "https://aistudio.google.com/apikey");
  assert.equal(new URL(studioAddress(DEMO)).origin, DEMO);
});
