// How the two simple bots answer: history in memory, Google's SDK, text that grows by edits at our worker's pace, so that
// all contenders make the same calls to Telegram.
import { type Content, GoogleGenerativeAI } from "@google/generative-ai";

const { GEMINI_BASE_URL = "", GEMINI_API_KEY = "", GEMINI_MODEL = "", TOKENS = "" } = process.env;
/** Tokens of the bots that the process runs. */
export const tokens = TOKENS.split(",");
const model = new GoogleGenerativeAI(GEMINI_API_KEY).getGenerativeModel(
  { model: GEMINI_MODEL },
  { baseUrl: GEMINI_BASE_URL },
);
const FRAME_MS = 1_000;
/** Questions and answers of a chat that are remembered: as many as our worker's. */
const REMEMBERED = 30;
const histories = new Map<string, Content[]>();

export interface AnswerTarget {
  /** Bot and chat. */
  id: string;
  typing(): Promise<unknown>;
  send(text: string): Promise<{ message_id: number }>;
  edit(messageId: number, text: string): Promise<unknown>;
}

export async function answer({ id, typing, send, edit }: AnswerTarget, question: string): Promise<void> {
  void typing().catch(() => undefined);
  const history = histories.get(id) ?? [];
  const contents: Content[] = [...history, { role: "user", parts: [{ text: question }] }];
  const { stream } = await model.generateContentStream({ contents });
  let text = "";
  let shown = "";
  let messageId = 0;
  let lastFrame = 0;
  let showing: Promise<void> | null = null;
  const show = async () => {
    lastFrame = Date.now();
    shown = text;
    if (messageId) await edit(messageId, shown);
    else messageId = (await send(shown)).message_id;
  };
  for await (const chunk of stream) {
    text += chunk.text();
    if (!text || showing || Date.now() - lastFrame < FRAME_MS) continue;
    showing = show().finally(() => {
      showing = null;
    });
  }
  await showing;
  if (shown !== text) await show();
  histories.set(id, [...contents, { role: "model", parts: [{ text }] }].slice(-REMEMBERED));
}
