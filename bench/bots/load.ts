// People who write to bots of the sandbox and wait for the answers.
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

export interface Load {
  name: string;
  /** Chats, spread over the bots; they ask in turn. */
  chats: number;
  /** Messages a second, whether or not they are answered (open loop); or how many wait for their answer at any time. */
  pace: { perSecond: number } | { atOnce: number };
  seconds: number;
  /** Gemini's time to its first word and between words, in milliseconds. */
  gemini: { firstTokenMs: number; tokenMs: number };
}

export interface Measured {
  /** Milliseconds from the message to the whole answer; in an open loop from when the message was due. */
  waits: number[];
  lost: number;
  /** Answers a second while messages were sent. */
  perSecond: number;
  /** Calls to Telegram, without polls. */
  calls: number;
}

const ANSWER_TIMEOUT_MS = 30_000;
const agent = new Agent({ keepAlive: true });
let count = 0;

/** Plain node:http, since the load shares the two cores with what it measures. */
function control<T>(url: string, method: string, path: string, body?: object): Promise<T> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/control${path}`, { method, agent }, (response) => {
      response.setEncoding("utf8");
      let text = "";
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () =>
        response.statusCode === 200 ? resolve(JSON.parse(text) as T) : reject(new Error(text.slice(0, 200))),
      );
    });
    asked.on("error", reject);
    asked.end(body && JSON.stringify(body));
  });
}

const lastCall = async (url: string): Promise<number> =>
  (await control<{ last: number }>(url, "GET", "/telegram/calls?limit=1")).last;

const words = "sotuvda qolganmi, narxi qancha, yetkazib berish bormi? ".repeat(4);

/** One message and its answer. @returns milliseconds since `due`; null: no answer in time */
async function ask(url: string, bot: string, chat: number, due: number): Promise<number | null> {
  const end = `oxiri${++count}.`;
  const text = `Savol: ${words}${end}`;
  const { message_id } = await control<{ message_id: number }>(url, "POST", "/telegram/messages", {
    bot,
    chat: { id: chat },
    text,
  });
  const query = `bot=${bot}&chat=${chat}&after=${message_id}&contains=${end}&timeout=${ANSWER_TIMEOUT_MS}`;
  const answered = await control(url, "GET", `/telegram/wait?${query}`).then(
    () => true,
    () => false,
  );
  return answered ? performance.now() - due : null;
}

/** Applies the load to the bots. */
export async function measure(url: string, bots: readonly string[], load: Load): Promise<Measured> {
  const { chats, pace, seconds } = load;
  await control(url, "PUT", "/gemini/faults", load.gemini);
  const before = await lastCall(url);
  const waits: number[] = [];
  let lost = 0;
  let inTime = 0;
  const startedAt = performance.now();
  const endsAt = startedAt + 1_000 * seconds;
  const one = async (i: number, due: number) => {
    const chat = i % chats;
    const wait = await ask(url, bots[chat % bots.length] ?? "", 1 + chat, due);
    if (wait === null) lost++;
    else waits.push(wait);
    if (performance.now() <= endsAt) inTime++;
  };
  const pending: Promise<void>[] = [];
  let next = 0;
  if ("atOnce" in pace) {
    const person = async () => {
      while (performance.now() < endsAt) await one(next++, performance.now());
    };
    for (let i = 0; i < pace.atOnce; i++) pending.push(person());
  } else
    while (next < pace.perSecond * seconds) {
      const due = startedAt + (1_000 * next) / pace.perSecond;
      const early = due - performance.now();
      if (early > 0) await sleep(early);
      pending.push(one(next++, due));
    }
  await Promise.all(pending);
  return { waits, lost, perSecond: inTime / seconds, calls: (await lastCall(url)) - before };
}
