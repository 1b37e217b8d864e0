// How a bot uses what it knows, as its owner sets it: the column Bot.knowledge. Pure.
import { z } from "zod";

export const KnowledgeInput = z.object({
  /** It answers from what it knows alone, and says so where that has no answer. */
  only: z.boolean(),
  /** The sources of an answer are named under it. */
  named: z.boolean(),
});
export type KnowledgeChoice = z.infer<typeof KnowledgeInput>;

const Stored = z
  .object({ only: z.boolean().catch(false), named: z.boolean().catch(false) })
  .catch({ only: false, named: false });

/** What cannot be read counts as not set. */
export const knowledgeFrom = (stored: unknown): KnowledgeChoice => Stored.parse(stored);
