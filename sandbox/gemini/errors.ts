// Error bodies, worded as Google's.

export interface GoogleError {
  http: number;
  body: unknown;
  headers?: Record<string, string>;
}

const service = "generativelanguage.googleapis.com";
const type = (name: string) => `type.googleapis.com/google.rpc.${name}`;

function failure(http: number, status: string, message: string, details?: unknown[]): GoogleError {
  return { http, body: { error: { code: http, message, status, ...(details && { details }) } } };
}

const errorInfo = (reason: string, metadata: Record<string, string>) => ({
  "@type": type("ErrorInfo"),
  reason,
  domain: "googleapis.com",
  metadata: { service, ...metadata },
});
const localized = (message: string) => ({ "@type": type("LocalizedMessage"), locale: "en-US", message });
const denied = (message: string, reason?: string, metadata: Record<string, string> = {}) =>
  failure(
    403,
    "PERMISSION_DENIED",
    message,
    reason ? [errorInfo(reason, metadata), localized(message)] : undefined,
  );
const invalidKey = (message: string) =>
  failure(400, "INVALID_ARGUMENT", message, [errorInfo("API_KEY_INVALID", {}), localized(message)]);
const consumer = (project: string) => ({ consumer: `projects/${project}` });

export const noKey = () =>
  denied(
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
  );
export const keyInvalid = () => invalidKey("API key not valid. Please pass a valid API key.");
/** A key of the retired format (AIza…). */
export const keyOfOldKind = (method: string) =>
  failure(
    401,
    "UNAUTHENTICATED",
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    [
      errorInfo("ACCESS_TOKEN_TYPE_UNSUPPORTED", {
        method: `google.ai.generativelanguage.v1beta.GenerativeService.${method}`,
      }),
    ],
  );
export const keyExpired = () => invalidKey("API key expired. Please renew the API key.");
export const keyLeaked = () => denied("Your API key was reported as leaked. Please use another API key.");
export const keyServiceBlocked = (project: string, method: string) =>
  denied(
    `Requests to this API ${service} method google.ai.generativelanguage.v1beta.GenerativeService.${method} are blocked.`,
    "API_KEY_SERVICE_BLOCKED",
    {
      ...consumer(project),
      apiName: service,
      methodName: `google.ai.generativelanguage.v1beta.GenerativeService.${method}`,
    },
  );
export const keyReferrerBlocked = (project: string) =>
  denied("Requests from referer <empty> are blocked.", "API_KEY_HTTP_REFERRER_BLOCKED", {
    ...consumer(project),
    httpReferrer: "<empty>",
  });
export const keyIpBlocked = (project: string) =>
  denied(
    "The provided API key has an IP address restriction. The originating IP address of the call (203.0.113.7) violates this restriction.",
    "API_KEY_IP_ADDRESS_BLOCKED",
    { ...consumer(project), callerIp: "203.0.113.7" },
  );
export const serviceDisabled = (project: string) =>
  failure(
    403,
    "PERMISSION_DENIED",
    `Generative Language API has not been used in project ${project} before or it is disabled.`,
    [errorInfo("SERVICE_DISABLED", consumer(project))],
  );
/** Google's real message also contains the key. */
export const projectSuspended = (project: string, key: string) =>
  denied(`Permission denied: Consumer 'api_key:${key}' has been suspended.`, "CONSUMER_SUSPENDED", {
    ...consumer(project),
    containerInfo: `api_key:${key}`,
  });
export const billingDisabled = (project: string) =>
  denied(
    `This API method requires billing to be enabled. Please enable billing on project #${project} by visiting https://console.developers.google.com/billing/enable?project=${project} then retry. If you enabled billing for this project recently, wait a few minutes for the action to propagate to our systems and retry.`,
    "BILLING_DISABLED",
    consumer(project),
  );
export const spendCap = () =>
  failure(
    429,
    "RESOURCE_EXHAUSTED",
    "Your project has exceeded its monthly spending cap. Please go to AI Studio at https://ai.studio/spend to manage your project spend cap. Learn more at https://ai.google.dev/gemini-api/docs/billing#project-spend-caps.",
  );
export const badLocation = () =>
  failure(400, "FAILED_PRECONDITION", "User location is not supported for the API use.");
export const modelMissing = (model: string, method: string) =>
  failure(
    404,
    "NOT_FOUND",
    `models/${model} is not found for API version v1beta, or is not supported for ${method}. Call ListModels to see the list of available models and their supported methods.`,
  );
/** @param successor null if Google names none */
export const modelRetired = (model: string, successor: string | null) =>
  failure(
    404,
    "NOT_FOUND",
    `This model models/${model} is no longer available to new users. Please update your code to use ${
      successor ? `models/${successor}` : "a newer model"
    } for the latest features and improvements.`,
  );
export const overloaded = () =>
  failure(503, "UNAVAILABLE", "The model is overloaded. Please try again later.");
export const highDemand = () =>
  failure(
    503,
    "UNAVAILABLE",
    "This model is currently experiencing high demand. Spikes in demand are usually temporary. Please try again later.",
  );
export const internal = () => failure(500, "INTERNAL", "An internal error has occurred. Please retry.");
export const vagueExhausted = () =>
  failure(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).");
export const badRequest = (message = "Request contains an invalid argument.") =>
  failure(400, "INVALID_ARGUMENT", message);
export const badGateway = (): GoogleError => ({
  http: 502,
  headers: { "content-type": "text/html; charset=UTF-8" },
  body: `<!DOCTYPE html>
<html lang=en>
  <meta charset=utf-8>
  <title>Error 502 (Server Error)!!1</title>
  <p><b>502.</b> <ins>That’s an error.</ins>
  <p>The server encountered a temporary error and could not complete your request.<p>Please try again in 30 seconds.
</html>
`,
});

/** One exceeded request limit. */
export interface Violation {
  window: "PerMinute" | "PerDay";
  limit: number;
}

/** 429 with the exceeded limits; `retryMs` is the delay in RetryInfo. */
export function quotaExceeded(
  model: string,
  violations: Violation[],
  retryMs: number,
  method = "generateContent",
): GoogleError {
  const embeds = method === "embedContent";
  const metric = `${service}/${embeds ? "embed" : "generate"}_content_free_tier_requests`;
  const lines = violations.map(
    ({ limit }) => `* Quota exceeded for metric: ${metric}, limit: ${limit}, model: ${model}`,
  );
  const noAccess = violations.every(({ limit }) => limit === 0);
  const retry = retryMs / 1000;
  const message = [
    "You exceeded your current quota, please check your plan and billing details.",
    ...new Set(lines),
    ...(noAccess ? [] : [`Please retry in ${retry}s.`]),
  ].join("\n");
  return failure(429, "RESOURCE_EXHAUSTED", message, [
    {
      "@type": type("Help"),
      links: [
        {
          description: "Learn more about Gemini API quotas",
          url: "https://ai.google.dev/gemini-api/docs/rate-limits",
        },
      ],
    },
    {
      "@type": type("QuotaFailure"),
      violations: violations.map(({ window, limit }) => ({
        quotaMetric: metric,
        quotaId: `${embeds ? "EmbedContent" : "Generate"}Requests${window}PerProjectPerModel-FreeTier`,
        quotaDimensions: { location: "global", model },
        ...(limit > 0 && { quotaValue: String(limit) }),
      })),
    },
    { "@type": type("RetryInfo"), retryDelay: `${Math.floor(retry)}s` },
  ]);
}
