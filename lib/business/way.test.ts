import assert from "node:assert/strict";
import test from "node:test";
import { businessSettingsFrom } from "./settings.ts";
import { type BusinessConfig, type ConnectedAccount, wayOf } from "./way.ts";

const account: ConnectedAccount = {
  ...{ connectionId: "c", threadId: -1, userId: 1, userChatId: 1, name: "Shop" },
  ...{ canReply: true, canDelete: true, enabled: true, accepted: true },
};
const configOf = (settings: object): BusinessConfig => ({
  settings: businessSettingsFrom({ mode: "answer", ...settings }),
  zone: "Asia/Tashkent",
  accounts: [account],
});
const chat = { chatId: 7, ownerWrote: false, at: new Date("2026-11-26T05:00Z") };

test("hours are those of the workspace's clock, without their end, and closed days have none", () => {
  const week = [null, null, null, { from: 9 * 60, to: 18 * 60 }, null, null, null];
  const [inside, outside] = [configOf({ times: "inside", week }), configOf({ times: "outside", week })];
  // Thursday, 26 November 2026; Tashkent is five hours ahead.
  for (const [at, isOpen] of [
    ["2026-11-26T03:59Z", false],
    ["2026-11-26T04:00Z", true],
    ["2026-11-26T12:59Z", true],
    ["2026-11-26T13:00Z", false],
    ["2026-11-27T05:00Z", false],
  ] as const) {
    const then = { ...chat, at: new Date(at) };
    assert.equal(wayOf(inside, account, then), isOpen ? "answer" : "hear", at);
    assert.equal(wayOf(outside, account, then), isOpen ? "hear" : "answer", at);
  }
});

test("a single day has its own hours or none, whatever its weekday has; the days beside it are as usual", () => {
  const week = Array.from({ length: 7 }, () => ({ from: 9 * 60, to: 18 * 60 }));
  const dates = [
    { day: "2026-11-26", hours: null },
    { day: "2026-11-27", hours: { from: 14 * 60, to: 16 * 60 } },
  ];
  const inside = configOf({ times: "inside", week, dates });
  for (const [at, isOpen] of [
    ["2026-11-25T07:00Z", true],
    // In Tashkent it is the 26th already.
    ["2026-11-25T19:30Z", false],
    ["2026-11-26T07:00Z", false],
    ["2026-11-27T07:00Z", false],
    ["2026-11-27T09:00Z", true],
    ["2026-11-28T07:00Z", true],
  ] as const) {
    const then = { ...chat, at: new Date(at) };
    assert.equal(wayOf(inside, account, then), isOpen ? "answer" : "hear", at);
  }
  const holiday = { ...chat, at: new Date("2026-11-26T07:00Z") };
  assert.equal(wayOf(configOf({ times: "outside", week, dates }), account, holiday), "answer");
});

test("until the end of the day is until midnight", () => {
  const week = Array.from({ length: 7 }, () => ({ from: 0, to: 24 * 60 }));
  const late = { ...chat, at: new Date("2026-11-26T18:59:59Z") };
  assert.equal(wayOf(configOf({ times: "inside", week }), account, late), "answer");
});

test("who is not let in, not connected, left alone or talks to themselves is ignored; who may not be answered is heard", () => {
  const config = configOf({ never: [{ chatId: 8, name: "Family" }] });
  assert.equal(wayOf(config, account, chat), "answer");
  for (const ignored of [undefined, { ...account, accepted: false }, { ...account, enabled: false }])
    assert.equal(wayOf(config, ignored, chat), "ignore");
  assert.equal(wayOf(config, account, { ...chat, chatId: 8 }), "ignore");
  assert.equal(wayOf(config, account, { ...chat, chatId: account.userId }), "ignore");
  assert.equal(wayOf(config, { ...account, canReply: false }, chat), "hear");
  assert.equal(wayOf(configOf({ mode: "off" }), account, chat), "hear");
});

test("only new customers: not where the account's owner has written", () => {
  const config = configOf({ newOnly: true });
  assert.equal(wayOf(config, account, chat), "answer");
  assert.equal(wayOf(config, account, { ...chat, ownerWrote: true }), "hear");
});

test("settings that cannot be read are the usual ones: drafts, which nobody gets without a person's consent", () => {
  for (const stored of [
    null,
    "x",
    { mode: "shout", week: [1], hereMinutes: -3, never: "all", dates: [{ day: "tomorrow", hours: null }] },
  ]) {
    const { mode, times, hereMinutes, never, week, dates } = businessSettingsFrom(stored);
    assert.deepEqual(
      [mode, times, hereMinutes, never, week.length, dates],
      ["draft", "always", 30, [], 7, []],
    );
  }
});
