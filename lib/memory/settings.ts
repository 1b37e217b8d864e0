// What a bot remembers, as its owner sets it: the column Bot.memory. Pure; the form in the browser uses the figures.
import { z } from "zod";
import { IDLE_HOURS_MAX, TOKENS_MAX, TOKENS_MIN, usualMemory } from "./usual.ts";

export const MemoryInput = z.object({
  tokens: z.int().min(TOKENS_MIN).max(TOKENS_MAX),
  summary: z.boolean(),
  idleHours: z.int().min(0).max(IDLE_HOURS_MAX),
  facts: z.boolean(),
});
export type Memory = z.infer<typeof MemoryInput>;

const Stored = z
  .object({
    tokens: MemoryInput.shape.tokens.catch(usualMemory.tokens),
    summary: MemoryInput.shape.summary.catch(usualMemory.summary),
    idleHours: MemoryInput.shape.idleHours.catch(usualMemory.idleHours),
    facts: MemoryInput.shape.facts.catch(usualMemory.facts),
  })
  .catch({ ...usualMemory });

/** What cannot be read counts as not set. */
export const memoryFrom = (stored: unknown): Memory => Stored.parse(stored);
