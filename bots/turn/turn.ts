// Handles a claimed lane: its lines side by side, the units of each in order, each settled in one statement.
// Statements per message: store and claim, which reads the conversation with its history too (1), and the settlement with answer,
// attempts, its last message and the lane's release (1): two for an answer in one message. One for each message that is sent before the
// last one, or changed after it was sent, as where an answer grows by edits. A claim of its own
// and opening the conversation come on top where something waited already, and the latter where it is new or has changed.

import { isBusinessThread } from "#lib/business/place.ts";
import { isTaken } from "#lib/conversations/conversations.ts";
import { NotCalled } from "#lib/fallback/index.ts";
import type { BotConfig } from "#lib/live-config/snapshot.ts";
import { log } from "#lib/log.ts";
import { tongueAmong } from "#lib/messages/tongue.ts";
import { say } from "#lib/messages/translate.ts";
import { isPageChat } from "#lib/page-chat/place.ts";
import { tellPage } from "#lib/page-chat/tell.ts";
import { pageCaller } from "../page/caller.ts";
import { keepWait, resumeWaits } from "../queue/chat-facts.ts";
import { type Claim, takeMore } from "../queue/claims.ts";
import { isContentFault, isTransient, isUnwritten, patiently, reasonOf } from "../queue/database.ts";
import { moveChat } from "../queue/move-chat.ts";
import { queue } from "../queue/queue.ts";
import { fateOf } from "../queue/settle.ts";
import type { Settlement } from "../queue/settlement.ts";
import { MAX_LONE_DEATHS } from "../queue/suspects.ts";
import { isBotFault, isTokenRefused } from "../telegram/call.ts";
import { clientOf, noteToken, REFUSED_MS, refusesToken } from "../telegram/client.ts";
import { ChatClosed, type ChatHandle, sendText, withdraw } from "../telegram/send.ts";
import type { Excess } from "./allowances.ts";
import { type Engine, Superseded } from "./ask.ts";
import { decide, type Outcome, withoutRecord } from "./decide.ts";
import { handleUnit, type Turn } from "./handle-unit.ts";
import { type Begun, ClaimLines } from "./lines.ts";
import { endsAnswer, messageOf } from "./question.ts";
import { refusalOf, tellRefusal } from "./refusal.ts";
import { senderOf, textsOf } from "./sender.ts";
import { idsOf, type Unit } from "./units.ts";

/** Updates of one claim, with what it grew by. */
const MAX_GROWTH = 200;
/** Pause after a failure of Telegram or the network that is not about a message. */
const AWAY_MS = 5_000;

function turnOf(claim: Claim, own: BotConfig, engine: Engine, signal: AbortSignal): Turn {
  const client = clientOf(own);
  const { threadId, hold } = claim;
  const chatId = claim.movedTo ?? claim.chatId;
  const { telegram, pacer } = isPageChat(chatId)
    ? pageCaller({ botId: own.id, chatId })
    : { telegram: client.telegraf.telegram, pacer: client.pacer };
  resumeWaits(pacer, { ...claim, chatId });
  const chat: ChatHandle = {
    ...{ telegram, pacer, chatId, threadId, signal, hold },
    keepWait: (what, seconds) => keepWait({ ...claim, chatId }, what, seconds),
    async moved(to) {
      await patiently(() => moveChat(claim, claim.chatId, to), signal);
      claim.movedTo = to;
    },
  };
  if (isBusinessThread(threadId))
    chat.connectionId = own.business.accounts.find((each) => each.threadId === threadId)?.connectionId ?? "";
  // The owner's "off" holds in every group.
  const groups = own.groups === "off" ? own.groups : (claim.policy ?? own.groups);
  const bot = groups === own.groups ? own : { ...own, groups };
  return { claim, bot, client, chat, engine, cost: { walks: 0, calls: 0 }, ownGroups: own.groups };
}

async function outcomeOf(
  turn: Turn,
  unit: Unit,
  rest: readonly Unit[],
  refused: Excess | null,
): Promise<Outcome> {
  const stopped = rest.flat().some(({ update }) => endsAnswer(update, messageOf(unit[0].update), turn.bot));
  // A page needs no token.
  if (!isPageChat(turn.chat.chatId) && (await refusesToken(turn.client)))
    return { kind: "bot", waitMs: REFUSED_MS };
  try {
    // An operator hears all of it.
    if (refused && !(await isTaken(turn.claim))) {
      await tellRefusal(turn, refused, unit, unit.length);
      return { kind: "handled" };
    }
    return { kind: "handled", ...(await handleUnit(turn, unit, rest, stopped)) };
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
  if (!messageOf(unit[0].update) || chat.connectionId !== undefined) return;
  const speaker = { chosen: null, code: senderOf(unit[0].update).languageCode, wrote: textsOf(unit) };
  const locale = tongueAmong(bot.speech.languages, speaker, bot.locale);
  await sendText(chat, { text: say(locale)("apology"), entities: [] }).catch(() => undefined);
}

/** Handles a claim's lines side by side, each in order, and releases the lane once, at the end. */
class Handling {
  readonly #claim: Claim;
  readonly #botNow: () => BotConfig | undefined;
  readonly #engine: Engine;
  readonly #signal: AbortSignal;
  readonly #lines = new ClaimLines();
  /** A line did not end well, or the lane is lost: what has not begun is handed back. */
  #over = false;
  #released = false;
  /** The statement that releases the lane has been sent; nothing is taken after it. */
  #releasing = false;
  /** More is being taken: the lane is not released meanwhile. */
  #growing = false;
  /** The longest pause that a line asked for, milliseconds. */
  #again: number | null = null;
  #failure: unknown;

  constructor(claim: Claim, botNow: () => BotConfig | undefined, engine: Engine, signal: AbortSignal) {
    this.#claim = claim;
    this.#botNow = botNow;
    this.#engine = engine;
    this.#signal = signal;
    this.#lines.add(claim.waiting);
  }

  async run(): Promise<void> {
    const claim = this.#claim;
    const running = new Set<Promise<void>>();
    let woken = Promise.withResolvers<void>();
    let grew = false;
    claim.grew = () => {
      grew = true;
      woken.resolve();
    };
    for (;;) {
      for (let begun = this.#begin(); begun; begun = this.#begin()) {
        const handled: Promise<void> = this.#handle(begun).finally(() => running.delete(handled));
        running.add(handled);
      }
      if (running.size === 0) break;
      await Promise.race([...running, woken.promise]);
      woken = Promise.withResolvers();
      if (!grew) continue;
      // Before it takes: what arrives meanwhile makes it grow again.
      grew = false;
      if (!(await this.#grow())) grew = true;
    }
    delete claim.grew;
    if (this.#failure) throw this.#failure;
    if (this.#released) return;
    const returned = idsOf(this.#lines.left());
    const more = claim.more || returned.length > 0;
    await queue.settle(
      claim,
      { returned, release: { again: this.#again ?? (more ? 0 : null) } },
      this.#signal,
    );
  }

  /** Takes what arrived meanwhile, if there is room for it. What it leaves is found when the lane is released. */
  async #grow(): Promise<boolean> {
    const claim = this.#claim;
    if (this.#over || this.#releasing || !claim.mayGrow || !this.#lines.hasRoom) return false;
    // A group that never falls silent is claimed anew from time to time, so that the claim's memory has a bound.
    if (claim.waiting.length >= MAX_GROWTH) return false;
    this.#growing = true;
    this.#lines.add(await takeMore(claim).catch(() => []));
    this.#growing = false;
    return true;
  }

  #begin(): Begun | null {
    return this.#over ? null : this.#lines.begin();
  }

  async #handle(begun: Begun): Promise<void> {
    try {
      await this.#handled(begun);
    } catch (error) {
      this.#failure ??= error;
      this.#over = true;
    }
    this.#lines.end(begun.line);
  }

  async #handled({ line, unit }: Begun): Promise<void> {
    const claim = this.#claim;
    const lines = this.#lines;
    const bot = this.#botNow();
    const turn = bot?.enabled ? turnOf(claim, bot, this.#engine, this.#signal) : null;
    const isPoison = unit[0].lone >= MAX_LONE_DEATHS;
    const refused = turn && !isPoison ? refusalOf(turn, unit) : null;
    // The rest of a flood ends with it, in one statement.
    if (turn && refused) unit.push(...lines.takeWhile(line, (next) => refusalOf(turn, next) !== null));
    const outcome: Outcome = !turn
      ? { kind: "off" }
      : isPoison
        ? { kind: "crashed" }
        : await outcomeOf(turn, unit, lines.rest(line), refused);
    const goesOn = outcome.kind === "handled" || outcome.kind === "closed";
    // What arrived during the turn waits behind it.
    const rest = lines.rest(line);
    if (!goesOn) lines.clear(line);
    const decision = decide(outcome, unit, rest, claim.more, turn?.cost);
    if (outcome.kind === "failed") {
      const { message: reason, stack } = outcome.error;
      const dead = decision.settlement.dead?.length ?? 0;
      const updates = idsOf(unit);
      log.error({ laneId: claim.laneId, botId: claim.botId, updates, dead, reason, stack }, "a turn failed");
    }
    // Settled before, since even the apology to a poison might kill the worker.
    if (turn && decision.apologise && !isPoison) await apologise(turn, unit);
    const held = await this.#settle(line, unit, decision.settlement, goesOn).catch(async (error: unknown) => {
      if (isTransient(error) || !isContentFault(error)) {
        if (turn) await this.#takeBack(turn, decision.settlement, error);
        throw error;
      }
      // Postgres refuses the record for ever: given up without it, or the lane would try for ever.
      log.error(
        { laneId: claim.laneId, botId: claim.botId, reason: reasonOf(error) },
        "a record was refused",
      );
      const settlement = withoutRecord(unit, lines.rest(line), reasonOf(error));
      lines.clear(line);
      return this.#settle(line, unit, settlement, false);
    });
    if (turn && !held) await this.#takeBack(turn, decision.settlement);
    if (turn && held && isPoison) await apologise(turn, unit);
  }

  /** Whoever has the lane now does not know of a message that the settlement should have recorded, and sends its own. */
  async #takeBack({ chat }: Turn, { answer, done = [] }: Settlement, error?: unknown): Promise<void> {
    if (answer?.unrecorded === undefined) return;
    // A settlement that may have been written, or may yet be: better twice than not at all.
    const isLost =
      isUnwritten(error) || (await fateOf(this.#claim, done).catch(() => "open" as const)) === "lost";
    if (isLost) await withdraw(chat, answer.unrecorded);
  }

  #handBack(line: number, unit: Unit): Promise<boolean> {
    const { settlement } = decide({ kind: "interrupted" }, unit, this.#lines.rest(line), this.#claim.more);
    this.#lines.clear(line);
    return this.#settle(line, unit, settlement, false);
  }

  /** Releases the lane with the last unit of all, not before. @returns false: the lane is lost */
  async #settle(
    line: number,
    unit: Unit,
    { release, ...settlement }: Settlement,
    goesOn: boolean,
  ): Promise<boolean> {
    if (!goesOn) {
      this.#over = true;
      this.#again = Math.max(this.#again ?? 0, release?.again ?? 0);
    }
    const isLast = release !== undefined && this.#lines.isOnly(line) && !this.#growing;
    if (isLast) this.#releasing = true;
    const again = this.#again ?? release?.again ?? null;
    const held = await queue.settle(
      this.#claim,
      isLast ? { ...settlement, release: { again } } : settlement,
      this.#signal,
    );
    // The operator has handed back meanwhile: the bot answers it, and what came after it.
    if (!held && settlement.heard) return this.#handBack(line, unit);
    if (isLast || !held) this.#released = true;
    if (!held) this.#over = true;
    const { chatId, botId } = this.#claim;
    const isEnded = Boolean(settlement.done?.length || settlement.dead?.length);
    if (held && isEnded && isPageChat(chatId)) await tellPage({ botId, chatId }, [{ kind: "over" }]);
    return held;
  }
}

/**
 * Handles and settles the claim.
 * @param botNow the bot's present configuration, read for each unit; undefined: it is disabled or deleted
 */
export const handleClaim = (
  claim: Claim,
  botNow: () => BotConfig | undefined,
  engine: Engine,
  signal: AbortSignal,
): Promise<void> => new Handling(claim, botNow, engine, signal).run();
