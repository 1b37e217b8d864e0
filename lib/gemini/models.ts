// ListModels, which the SDK lacks: which models a key can use, and whether the key is valid.
import { type Understood, UpstreamError } from "../fallback/index.ts";
import { FOREIGN_ANSWER } from "../reach.ts";
import { type Answering, assertSendable, callUpstream } from "./http.ts";
import { understand } from "./understand.ts";

export interface ListedModel {
  /** Without "models/". */
  name: string;
  displayName: string;
  description: string;
  inputTokenLimit: number | null;
  outputTokenLimit: number | null;
  /** "generateContent", "embedContent"… */
  methods: string[];
  /** It may think before it answers. */
  thinks: boolean;
}

export interface ListOptions {
  /** Without a trailing slash. */
  baseUrl: string;
  /** Default: 15 s. */
  signal?: AbortSignal;
}

const pageSize = 1000;
const maxPages = 20;

/**
 * Every model that Google lists for the key.
 * @throws UpstreamError if Google or the network refuses; it contains neither address nor key
 */
export async function listModels(secret: string, options: ListOptions): Promise<ListedModel[]> {
  const { baseUrl, signal = AbortSignal.timeout(15_000) } = options;
  assertSendable(secret);
  const models: ListedModel[] = [];
  let pageToken = "";
  for (let page = 0; page < maxPages; page++) {
    const query = new URLSearchParams({ pageSize: String(pageSize), ...(pageToken ? { pageToken } : {}) });
    const call = { method: "GET" as const, headers: { "x-goog-api-key": secret }, signal };
    const body = await readPage(await callUpstream(`${baseUrl}/v1beta/models?${query}`, call, secret));
    models.push(...body.models.map(modelOf));
    pageToken = body.nextPageToken;
    if (!pageToken) break;
  }
  return models;
}

/**
 * Whether the key is valid, by ListModels. It costs nothing, but answers 200 even for a key whose quota is spent, so it
 * proves nothing about parks.
 */
export async function checkKey(
  secret: string,
  options: ListOptions,
): Promise<{ ok: true; models: ListedModel[] } | { ok: false; failure: Understood }> {
  try {
    return { ok: true, models: await listModels(secret, options) };
  } catch (error) {
    const failed =
      error instanceof UpstreamError ? error : new UpstreamError({ networkCode: "NO_ANSWER_IN_TIME" });
    const { httpStatus, body, networkCode } = isForeign(failed)
      ? new UpstreamError({ networkCode: FOREIGN_ANSWER })
      : failed;
    const evidence = { kind: "error", httpStatus, body, networkCode } as const;
    return { ok: false, failure: understand(evidence, Date.now()) };
  }
}

/**
 * Whether something on the way answered: Google's own refusals are JSON, except for the page with which its front end
 * refuses an address. Otherwise a proxy's 401 would make a good key a wrong one.
 */
function isForeign({ httpStatus, body }: UpstreamError): boolean {
  if (httpStatus === null || httpStatus >= 500 || httpStatus === 403 || httpStatus === 429) return false;
  return !(typeof body === "object" && body !== null && "error" in body);
}

interface Page {
  models: Record<string, unknown>[];
  nextPageToken: string;
}

async function readPage(response: Answering): Promise<Page> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) text += decoder.decode(bytes, { stream: true });
  try {
    const { models, nextPageToken } = JSON.parse(text) as Partial<Page>;
    return { models: models ?? [], nextPageToken: nextPageToken ?? "" };
  } catch {
    // a proxy's page, or a cut-off answer
    throw new UpstreamError({ httpStatus: response.status, body: text });
  }
}

function modelOf(model: Record<string, unknown>): ListedModel {
  const limit = (value: unknown) => (typeof value === "number" ? value : null);
  const name = String(model.name ?? "").replace(/^models\//, "");
  return {
    name,
    displayName: String(model.displayName ?? name),
    description: String(model.description ?? ""),
    inputTokenLimit: limit(model.inputTokenLimit),
    outputTokenLimit: limit(model.outputTokenLimit),
    methods: Array.isArray(model.supportedGenerationMethods)
      ? model.supportedGenerationMethods.map(String)
      : [],
    thinks: model.thinking === true,
  };
}
