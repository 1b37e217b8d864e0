import seed from "./demo.json" with { type: "json" };
import { freeTier } from "./gemini/models.ts";
import type { Sandbox } from "./sandbox.ts";

/** Fills the sandbox with the bots, keys and people of demo.json, free-tier limits and realistic latency. */
export function seedDemo({ telegram, gemini }: Sandbox): void {
  // The demo's database outlives this process, so update ids of the next start must be higher.
  for (const bot of seed.bots) telegram.addBot(bot).updates.skipTo(Math.floor(Date.now() / 1_000));
  for (const user of seed.users) telegram.users.set(user.id, { ...user, is_bot: false });
  for (const { key, ...given } of seed.keys) gemini.setKey(key, given);
  for (const [name, limits] of Object.entries(freeTier))
    Object.assign(gemini.setModel(name, {}).limits, limits);
  gemini.behaviour = { firstTokenMs: 600, tokenMs: 35 };
}
