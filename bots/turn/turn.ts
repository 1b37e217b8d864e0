// Handles a claimed lane: its units in order, each settled in one statement.
// Statements per message: store (1), claim (1), conversation with history (1), one for each message sent, and the
// settlement with answer, attempts and the lane's release (1): five for an answer in one message.
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { log } from "#lib/log.ts";
import { localeOf, say } from "#lib/messages/translate.ts";
import type { Claim } from "../queue/claims.ts";
import { isTransient } from "../queue/database.ts";
import { settle } from "../queue/settle.ts";
import { clientOf } from "../telegram/client.ts";
import { type Chat, ChatClosed, sendText } from "../telegram/send.ts";
import { type Engine, Superseded } from "./ask.ts";
import { decide, type Outcome } from "./decide.ts";
import { handleUnit, type Turn } from "./handle-unit.ts";
import { isStop, messageOf } from "./question.ts";
import { senderOf } from "./sender.ts";
import { type Unit, unitsOf } from "./units.ts";

function turnOf(claim: Claim, bot: BotConfig, engine: Engine, signal: AbortSignal): Turn {
  const { telegraf, pacer } = clientOf(bot);
  const { chatId, threadId, hold } = claim;
  const chat: Chat = { telegram: telegraf.telegram, pacer, chatId, threadId, signal, hold };
  return { claim, bot, chat, engine, cost: { walks: 0, calls: 0 } };
}

async function outcomeOf(turn: Turn, unit: Unit, rest: readonly Unit[]): Promise<Outcome> {
  const stopped = rest.flat().some(({ update }) => {
    const message = messageOf(update);
    return message !== undefined && isStop(message, turn.bot);
  });
  try {
    return { kind: "handled", answer: await handleUnit(turn, unit, stopped) };
  } catch (error) {
    if (turn.chat.signal.aborted || error instanceof Superseded || isTransient(error))
      return { kind: "interrupted" };
    if (error instanceof ChatClosed) return { kind: "closed" };
    return { kind: "failed", error: error as Error };
  }
}

async function apologise({ bot, chat }: Turn, unit: Unit): Promise<void> {
  if (!messageOf(unit[0].update)) return;
  const locale = localeOf(senderOf(unit[0].update).languageCode, bot.locale);
  await sendText(chat, { text: say(locale)("apology"), entities: [] }).catch(() => undefined);
}

/**
 * Handles and settles the claim.
 * @param botNow the bot's present configuration, read for each unit; undefined: it is disabled or deleted
 */
export async function handleClaim(
  claim: Claim,
  botNow: () => BotConfig | undefined,
  engine: Engine,
  signal: AbortSignal,
): Promise<void> {
  const units = unitsOf(claim.waiting);
  const { more } = claim;
  if (units.length === 0) await settle(claim, { release: { again: more ? 0 : null } }, signal);

  for (const [i, unit] of units.entries()) {
    const rest = units.slice(i + 1);
    const bot = botNow();
    const turn = bot?.enabled ? turnOf(claim, bot, engine, signal) : null;
    const outcome: Outcome = turn ? await outcomeOf(turn, unit, rest) : { kind: "off" };
    const decision = decide(outcome, unit, rest, more, turn?.cost);
    if (outcome.kind === "failed") {
      const { message: reason, stack } = outcome.error;
      const dead = decision.settlement.dead?.length ?? 0;
      log.error({ laneId: claim.laneId, botId: claim.botId, dead, reason, stack }, "a turn failed");
    }
    if (turn && decision.apologise) await apologise(turn, unit);
    const held = await settle(claim, decision.settlement, signal);
    if (!held || !decision.goOn) return;
  }
}
