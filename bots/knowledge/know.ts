// What of a bot's knowledge goes with a question.
import { now } from "#lib/chain-state/shared-clock.ts";
import type { GeminiRequest, Part } from "#lib/gemini/request.ts";
import { KNOWLEDGE_READ, knowledgeRules, markOf, WHOLE_TOKENS } from "#lib/knowledge/prompt.ts";
import type { KnowledgeTrace } from "#lib/knowledge/trace.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { log } from "#lib/log.ts";
import { WholeTexts } from "./whole.ts";

/** A source as the prompt numbers it, from 1. */
export interface KnownPlace {
  name: string;
  place: string | null;
}

export interface Known {
  /** Goes before the talk; the same for all questions, so that Google may keep it. */
  first: GeminiRequest["history"];
  /** Goes right before the question. */
  near: readonly Part[];
  /** For the system instruction. */
  rules: readonly string[];
  numbered: readonly KnownPlace[];
  /** null: the bot knows nothing, and nothing depends on it. */
  trace: KnowledgeTrace | null;
}

const nothing: Known = { first: [], near: [], rules: [], numbered: [], trace: null };

type Of = Pick<BotConfig, "id" | "tenantId" | "knowledge">;

export class Knowledge {
  readonly #whole = new WholeTexts();

  /** Never fails: a question whose knowledge cannot be had is asked without it. */
  async of(bot: Of): Promise<Known> {
    const { sources, only } = bot.knowledge;
    if (sources.length === 0 && !only) return nothing;
    const startedAt = now();
    const mark = markOf(bot.id);
    const trace: KnowledgeTrace = {
      ...{ way: "nothing", sources: [], pieces: [], listed: null, enough: false },
      ...{ unknown: false, failed: false, ms: 0 },
    };
    try {
      const known =
        sources.reduce((sum, { tokens }) => sum + tokens, 0) <= WHOLE_TOKENS
          ? await this.#all(bot, trace)
          : { ...nothing, trace };
      const hasSome = known.first.length + known.near.length > 0;
      const ms = Math.round(now() - startedAt);
      return {
        ...known,
        rules: knowledgeRules(mark, { only, hasSome }),
        trace: { ...(known.trace ?? trace), ms },
      };
    } catch (error) {
      log.warn({ botId: bot.id, reason: (error as Error).message }, "a bot's knowledge could not be read");
      const rules = knowledgeRules(mark, { only, hasSome: false });
      return { ...nothing, rules, trace: { ...trace, failed: true, ms: Math.round(now() - startedAt) } };
    }
  }

  async #all(bot: Of, trace: KnowledgeTrace): Promise<Known> {
    const { sources } = bot.knowledge;
    if (sources.length === 0) return { ...nothing, trace };
    const part = await this.#whole.of(bot);
    return {
      ...nothing,
      first: [
        { role: "user", parts: [part] },
        { role: "model", parts: [{ text: KNOWLEDGE_READ }] },
      ],
      numbered: sources.map(({ name }) => ({ name, place: null })),
      trace: {
        ...trace,
        way: "whole",
        enough: true,
        sources: sources.map(({ id, name }) => ({ id, name, used: false })),
      },
    };
  }
}
