// How a bot uses what it knows: the column Bot.knowledge.
import { z } from "zod";

export const KnowledgeInput = z.object({
  /** It answers from its knowledge only. */
  only: z.boolean(),
  /** Sources are named under answers. */
  named: z.boolean(),
});
export type KnowledgeSwitches = z.infer<typeof KnowledgeInput>;

export const knowledgeFrom = (stored: unknown): KnowledgeSwitches =>
  KnowledgeInput.safeParse(stored).data ?? { only: false, named: false };
