// Sends a claimed broadcast, one person after the other: the next message goes out once it is stored what became of the last.
// So a worker that dies leaves at most one message of a broadcast of which nobody knows; it is sent once more.
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "#lib/fallback/index.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";
import { isTransient, isUnwritten, patiently } from "../queue/database.ts";
import { type Client, clientOf, noteToken, refusesToken } from "../telegram/client.ts";
import { type BroadcastDelivery, deliver, takeBack } from "./deliver.ts";
import { type BroadcastMessage, callFor, keepFileId, readMessage } from "./message.ts";
import { BOT_MOST, botRate, SendPace } from "./pace.ts";
import { sendPreview } from "./preview.ts";
import {
  answersASecond,
  type BroadcastClaim,
  beginBroadcast,
  endBroadcast,
  noteTrouble,
  type Receiver,
  type RunStanding,
  releaseBroadcast,
  stepOn,
  type TriedAs,
} from "./runs.ts";

/** Then others get their turn, if any wait. */
const SLICE_MS = 15_000;
const OFF_MS = 5_000;
const TOKEN_MS = 30_000;
const MEASURE_MS = 3_000;
/** Refusals of the message one after the other: by then it is the message, and it is not tried on everybody. */
const REFUSALS = 3;
/** How often a person is tried whom Telegram asks to wait for, or refuses the message for. */
const TRIES = 3;
/** Telegram's 5xx for one person may be about that person. */
const AWAY_TRIES = 20;
const AWAY_MS = 10_000;

interface Crew {
  live: LiveConfig;
  /** Of all broadcasts of this worker. */
  worker: SendPace;
  /** Aborts when the worker stops or the claim is lost. */
  signal: AbortSignal;
}

/** Returns when the broadcast is over, paused, stopped, handed on or lost. */
export async function drive(claim: BroadcastClaim, crew: Crew): Promise<void> {
  const driving = new Driving(claim, crew);
  const againMs = await driving.run().catch(async (error: unknown) => {
    await driving.takeBack(error);
    // It waited for its turn when the worker was told to stop.
    if (!crew.signal.aborted) throw error;
    return null;
  });
  if (againMs !== LOST) await releaseBroadcast(claim, againMs);
}

const LOST = -1;

class Driving {
  readonly #claim: BroadcastClaim;
  readonly #crew: Crew;
  readonly #pace = new SendPace(BOT_MOST);
  readonly #startedAt = systemClock.now();
  #measuredAt = Number.NEGATIVE_INFINITY;
  #trouble: string | null = null;
  /** How often each was tried who is tried again, and from when on that makes sense. */
  readonly #again = new Map<number, { tries: number; at: number }>();
  /** The last one that Telegram asked to wait for: if the next one is too, it means the bot. */
  #flooded: number | null = null;
  #refusals = 0;
  /** Of the last one who could not be reached; see keptRefusal. */
  #refusal: string | null = null;
  #away = 0;
  /** What was sent last, until it is recorded, and whether its record is under way. */
  #unrecorded: { chatId: number; messageId: number } | null = null;
  #recording = false;

  constructor(claim: BroadcastClaim, crew: Crew) {
    this.#claim = claim;
    this.#crew = crew;
  }

  /** @returns milliseconds until it may be claimed again; null: at once; LOST */
  async run(): Promise<number | null> {
    const claim = this.#claim;
    const { live, signal } = this.#crew;
    const message = await readMessage(claim);
    const bot = live.bot(claim.botId);
    if (!message) return null;
    this.#trouble = message.trouble;
    if (!bot?.enabled) return OFF_MS;
    if (message.testChatId !== null) await sendPreview(claim, message, bot);
    await beginBroadcast(claim);
    let standing = await this.#step(null);
    while (standing) {
      if (standing.state !== "sending" || signal.aborted) return null;
      if (!standing.next) {
        await endBroadcast(claim);
        return null;
      }
      if (systemClock.now() - this.#startedAt > SLICE_MS) return null;
      const told = await this.#tell(message, standing.next);
      if (typeof told === "number") return told;
      if (told !== "again")
        standing = await this.#step({ chatId: standing.next.chatId, as: told, refusal: this.#refusal });
    }
    return LOST;
  }

  async #step(tried: Parameters<typeof stepOn>[1]): Promise<RunStanding | null> {
    this.#recording = true;
    const standing = await patiently(() => stepOn(this.#claim, tried), this.#crew.signal);
    this.#recording = false;
    this.#unrecorded = null;
    return standing;
  }

  /** Whoever goes on would send again what surely is not recorded. If nobody knows, it stays: better twice than not at all. */
  async takeBack(error: unknown): Promise<void> {
    const bot = this.#crew.live.bot(this.#claim.botId);
    if (!bot || !this.#unrecorded) return;
    if (this.#recording && !(isTransient(error) && isUnwritten(error))) return;
    await takeBack(clientOf(bot), this.#unrecorded);
  }

  /** @returns what became of it; "again": to be tried once more; a number: nothing can be sent now, for so long */
  async #tell(message: BroadcastMessage, person: Receiver): Promise<TriedAs | "again" | number> {
    // The bot of now: it may be switched off, or have another token.
    const bot = this.#crew.live.bot(this.#claim.botId);
    if (!bot?.enabled) return OFF_MS;
    const client = clientOf(bot);
    if (await refusesToken(client)) return TOKEN_MS;
    await this.#turn(client, person.chatId);
    const delivery = await deliver(client, callFor(message, person, bot));
    return this.#judge(delivery, message, person.chatId, client);
  }

  /** Answers go first, then each broadcast at its pace; and nothing goes out that another worker may be sending. */
  async #turn(client: Client, chatId: number): Promise<void> {
    const { signal, worker } = this.#crew;
    const pause = (this.#again.get(chatId)?.at ?? 0) - systemClock.now();
    if (pause > 0) await sleep(pause, undefined, { signal });
    if (systemClock.now() - this.#measuredAt > MEASURE_MS) {
      this.#measuredAt = systemClock.now();
      this.#pace.rate = botRate(await answersASecond(this.#claim));
    }
    await this.#pace.turn(signal);
    await worker.turn(signal);
    await client.pacer.spareTurn(signal);
    await this.#claim.hold.untilSure(signal);
  }

  async #judge(
    delivery: BroadcastDelivery,
    message: BroadcastMessage,
    chatId: number,
    client: Client,
  ): Promise<TriedAs | "again" | number> {
    if (delivery.kind !== "away") this.#away = 0;
    if (delivery.kind === "sent") this.#unrecorded = { chatId, messageId: delivery.messageId };
    if (delivery.kind === "sent" || delivery.kind === "blocked") {
      this.#flooded = null;
      this.#refusals = 0;
      await this.#say(null);
    }
    switch (delivery.kind) {
      case "sent":
        if (delivery.fileId !== null && typeof message.picture !== "string" && message.picture) {
          message.picture = delivery.fileId;
          const { fileId } = delivery;
          await patiently(() => keepFileId(this.#claim, fileId), this.#crew.signal);
        }
        return "sent";
      case "blocked":
        this.#refusal = delivery.refusal;
        return "blocked";
      case "flood":
        if (this.#flooded !== null && this.#flooded !== chatId) {
          await this.#pauseFor(delivery.seconds * 1_000);
          return "again";
        }
        this.#flooded = chatId;
        return this.#later(chatId, delivery.seconds * 1_000);
      case "refused":
        if (++this.#refusals >= REFUSALS) {
          await noteTrouble(this.#claim, delivery.reason, true);
          return "postponed";
        }
        return this.#later(chatId, 0);
      case "token":
        noteToken(client, true);
        await this.#say(delivery.reason);
        return TOKEN_MS;
      case "away":
        if (++this.#away > AWAY_TRIES) {
          this.#away = 0;
          return this.#later(chatId, 0);
        }
        if (this.#away > 2) await this.#say(delivery.reason);
        await this.#pauseFor(Math.min(250 * 2 ** this.#away, AWAY_MS));
        return "again";
    }
  }

  /** TriedAs again once everybody else has been. */
  #later(chatId: number, inMs: number): TriedAs {
    const tries = (this.#again.get(chatId)?.tries ?? 0) + 1;
    this.#again.set(chatId, { tries, at: systemClock.now() + inMs });
    return tries < TRIES ? "postponed" : "refused";
  }

  #pauseFor(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: this.#crew.signal });
  }

  async #say(trouble: string | null): Promise<void> {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    await patiently(() => noteTrouble(this.#claim, trouble), this.#crew.signal);
  }
}
