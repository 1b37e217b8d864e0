// The compared implementations: each answers a prompt with several keys and models, against the same sandbox.
import { existsSync } from "node:fs";
import { GoogleGenerativeAI } from "@google/generative-ai";
import { Board, compileChain, walk } from "#lib/fallback/index.ts";
import { geminiProvider } from "#lib/gemini/provider.ts";
import { freePort } from "#test/ports.ts";
import { startProcess } from "#test/processes.ts";

export interface Contender {
  name: string;
  /** @throws Error if no candidate answered */
  ask(prompt: string): Promise<string>;
  end(): Promise<unknown>;
}

export interface Setting {
  url: string;
  models: readonly string[];
  keys: readonly string[];
}

const nothing = async () => undefined;

/** The lower bound: one streamed call with a key and model that are known to work. */
export function direct({ url }: Setting, key: string, model: string): Contender {
  return {
    name: "direct fetch",
    end: nothing,
    async ask(prompt) {
      const response = await fetch(`${url}/v1beta/models/${model}:streamGenerateContent?alt=sse`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-goog-api-key": key },
        body: JSON.stringify({ contents: [{ role: "user", parts: [{ text: prompt }] }] }),
      });
      if (!response.ok) throw new Error(String(response.status));
      return response.text();
    },
  };
}

/** The same call through Google's SDK. */
export function sdk({ url }: Setting, key: string, model: string): Contender {
  const client = new GoogleGenerativeAI(key).getGenerativeModel({ model }, { baseUrl: url });
  return {
    name: "Google's SDK",
    end: nothing,
    async ask(prompt) {
      let text = "";
      for await (const chunk of (await client.generateContentStream(prompt)).stream) text += chunk.text();
      return text;
    },
  };
}

export function ours({ url, models, keys }: Setting): Contender {
  const board = new Board();
  const chain = compileChain({
    owner: "bench",
    models,
    keys: keys.map((secret) => ({ id: secret, label: secret, last4: secret.slice(-4), project: secret })),
  });
  const provider = geminiProvider({ baseUrl: url, secretOf: (id) => id });
  return {
    name: "ours",
    end: nothing,
    async ask(prompt) {
      const request = { history: [{ role: "user" as const, parts: [{ text: prompt }] }] };
      const { outcome, text } = await walk({ chain, board, provider, request });
      if (outcome !== "answered") throw new Error(outcome);
      return text;
    },
  };
}

/** The nested loop of the seed program: for each model, for each key, try; on any error continue. */
export function loop({ url, models, keys }: Setting): Contender {
  return {
    name: "the seed's loop",
    end: nothing,
    async ask(prompt) {
      for (const model of models) {
        for (const key of keys) {
          try {
            const client = new GoogleGenerativeAI(key).getGenerativeModel({ model }, { baseUrl: url });
            return (await client.generateContent(prompt)).response.text();
          } catch {}
        }
      }
      throw new Error("Kechirasiz, javob bera olmayman");
    },
  };
}

/**
 * Portkey's open-source gateway with its fallback strategy, from PORTKEY_DIR: a folder with
 * `npm i @portkey-ai/gateway@1.15.2`. @returns null if PORTKEY_DIR is not set
 */
export async function portkey({ url, models, keys }: Setting): Promise<Contender | null> {
  const script = `${process.env.PORTKEY_DIR}/node_modules/@portkey-ai/gateway/build/start-server.js`;
  if (!process.env.PORTKEY_DIR || !existsSync(script)) return null;
  const port = await freePort();
  const running = await startProcess([script, `--port=${port}`, "--headless"], {}, /ready|running|http/i);
  const targets = models.flatMap((model) =>
    keys.map((api_key) => ({
      ...{ provider: "google", api_key, custom_host: url },
      override_params: { model },
    })),
  );
  const config = JSON.stringify({ strategy: { mode: "fallback" }, targets });
  return {
    name: "Portkey",
    end: () => running.end(),
    async ask(prompt) {
      const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-portkey-config": config },
        body: JSON.stringify({ model: models[0], messages: [{ role: "user", content: prompt }] }),
      });
      if (!response.ok) throw new Error(`${response.status} ${(await response.text()).slice(0, 200)}`);
      return response.text();
    },
  };
}
