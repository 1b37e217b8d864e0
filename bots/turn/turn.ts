// Handles a claimed lane: its units in order, each settled in one statement.
// Statements per message: store (1), claim (1), conversation with history (1), one for each message sent, and the
// settlement with answer, attempts and the lane's release (1): five for an answer in one message.
import { NotCalled } from "#lib/fallback/index.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { log } from "#lib/log.ts";
import { localeOf, say } from "#lib/messages/translate.ts";
import type { Claim } from "../queue/claims.ts";
import { isContentFault, isTransient, reasonOf } from "../queue/database.ts";
import { settle } from "../queue/settle.ts";
import { MAX_LONE_DEATHS } from "../queue/suspects.ts";
import { isBotFault, isTokenRefused } from "../telegram/call.ts";
import { clientOf, noteToken, REFUSED_MS, refusesToken } from "../telegram/client.ts";
import { ChatClosed, type ChatHandle, sendText } from "../telegram/send.ts";
import { type Engine, Superseded } from "./ask.ts";
import { decide, type Outcome, withoutRecord } from "./decide.ts";
import { handleUnit, type Turn } from "./handle-unit.ts";
import { isStop, messageOf } from "./question.ts";
import { senderOf } from "./sender.ts";
import { type Unit, unitsOf } from "./units.ts";

/** Pause after a failure of Telegram or the network that is not about a message. */
const AWAY_MS = 5_000;

function turnOf(claim: Claim, bot: BotConfig, engine: Engine, signal: AbortSignal): Turn {
  const client = clientOf(bot);
  const { telegraf, pacer } = client;
  const { chatId, threadId, hold } = claim;
  const chat: ChatHandle = { telegram: telegraf.telegram, pacer, chatId, threadId, signal, hold };
  return { claim, bot, client, chat, engine, cost: { walks: 0, calls: 0 } };
}

async function outcomeOf(turn: Turn, unit: Unit, rest: readonly Unit[]): Promise<Outcome> {
  const stopped = rest.flat().some(({ update }) => {
    const message = messageOf(update);
    return message !== undefined && isStop(message, turn.bot);
  });
  if (await refusesToken(turn.client)) return { kind: "bot", waitMs: REFUSED_MS };
  try {
    return { kind: "handled", answer: await handleUnit(turn, unit, stopped) };
  } catch (error) {
    if (turn.chat.signal.aborted || error instanceof Superseded) return { kind: "interrupted" };
    if (error instanceof ChatClosed) return { kind: "closed", reason: error.message };
    if (error instanceof NotCalled) return { kind: "bot", waitMs: AWAY_MS };
    if (isTokenRefused(error)) noteToken(turn.client, true);
    if (isBotFault(error)) return { kind: "bot", waitMs: isTokenRefused(error) ? REFUSED_MS : AWAY_MS };
    if (isTransient(error)) return { kind: "interrupted" };
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
    const isPoison = unit[0].lone >= MAX_LONE_DEATHS;
    const outcome: Outcome = !turn
      ? { kind: "off" }
      : isPoison
        ? { kind: "crashed" }
        : await outcomeOf(turn, unit, rest);
    const decision = decide(outcome, unit, rest, more, turn?.cost);
    if (outcome.kind === "failed") {
      const { message: reason, stack } = outcome.error;
      const dead = decision.settlement.dead?.length ?? 0;
      log.error({ laneId: claim.laneId, botId: claim.botId, dead, reason, stack }, "a turn failed");
    }
    // Settled before, since even the apology to a poison might kill the worker.
    if (turn && decision.apologise && !isPoison) await apologise(turn, unit);
    const held = await settle(claim, decision.settlement, signal).catch((error: unknown) => {
      if (isTransient(error) || !isContentFault(error)) throw error;
      // Postgres refuses the record for ever: given up without it, or the lane would try for ever.
      log.error(
        { laneId: claim.laneId, botId: claim.botId, reason: reasonOf(error) },
        "a record was refused",
      );
      return settle(claim, withoutRecord(unit, rest, reasonOf(error)), signal);
    });
    if (turn && held && isPoison) await apologise(turn, unit);
    if (!held || !decision.goOn) return;
  }
}
