// Google's own sentences that decide a class, matched from their first letter. Sources: the collected failures
// (fixtures/errors-real.json), and where a sentence is not among them, the comment beside it.

const sentences = {
  prepaid: [/^Your prepayment credits are depleted\./],
  monthlyCap: [
    /^(Your|The|This) [\w ]{1,40} (has|have) exceeded (its|your|the) monthly spend(ing)? (cap|limit)\./,
  ],
  spendRate: [
    /^(You have|(Your|The|This) [\w ]{1,40} has) exceeded (its|your|the) spend(-based)?( rate)? limit\b/,
    /^Spend-based rate limit exceeded\b/,
  ],
  newUsers: [/^This model (models\/)?[\w.-]+ is no longer available to new users\./],
  overloaded: [
    /^The model is( currently)? overloaded\./,
    /^This model is currently experiencing high demand\./,
  ],
  location: [/^User location is not supported for the API use\.?$/],
  keyBlocked: [
    /^Your API key (was|has been) reported as leaked\./,
    /^Method doesn't allow unregistered callers\b/,
    /^The request is missing a valid API key\./,
    /^Requests from (referer|this Android|this iOS)\b/,
    // API_KEY_SERVICE_BLOCKED in words.
    /^Requests to this API [\w.-]+( method [\w.-]+)? are blocked\./,
    /^The provided API key has an? [\w ]{1,30} restriction\./,
    // madcoda/php-youtube-api#24
    /^There is a per-IP or per-Referer restriction configured on your API key\b/,
    // Google Maps' words for the same restrictions (its documentation of error messages).
    /^This (API key|IP, site or mobile application) is not authorized to use this (service or API|API key)\b/,
    /^API keys with \w+ restrictions cannot be used with this API\b/,
  ],
  projectBlocked: [
    /^Your project has been (denied access|suspended)\b/,
    // CONSUMER_SUSPENDED, whose consumer is the key or the project (kubernetes/minikube#17959).
    /^(Permission denied: )?(The )?(Consumer|Project)( '[^']*'| [\w:/#-]+)? (has been|is) suspended\b/i,
    // CONSUMER_INVALID (google-gemini/gemini-cli#4065)
    /^Permission denied on resource project\b/,
    // SERVICE_DISABLED
    /^[\w ]+ has not been used in (project )?\S+ before or it is disabled\./,
    /^[\w .]{1,60} API (is|has been) (disabled|not enabled)\b/,
    // BILLING_DISABLED; the others are those of Google Cloud's other services.
    /^This API method requires billing to be enabled\b/,
    /^(The billing account for the owning project is disabled|The project to be billed is associated with an? \w+ billing account)\b/,
    /^Billing (account for project|must be enabled|(is|has been|has not been|is not|is currently) (enabled|disabled))\b/,
    // A list of failures seen while checking many keys, May 2026 (purainity, api-key-checker).
    /^Access to [\w.-]+ is restricted from your billing country\b/,
    // Of the account, so of all its projects (google-gemini/gemini-cli).
    /^[\w ]+ has been disabled in this account for violation of\b/,
    /^Request is prohibited by organization's policy\b/,
  ],
} as const satisfies Record<string, readonly RegExp[]>;

interface Said {
  readonly httpStatus: number | null;
  readonly status: string;
  readonly message: string;
}

/**
 * Whether the message is one of these sentences, and Google's own. A 400 quotes the request, except under
 * FAILED_PRECONDITION: anybody could write the sentence there.
 */
export function says({ httpStatus, status, message }: Said, sentence: keyof typeof sentences): boolean {
  const mayQuote = status === "INVALID_ARGUMENT" || (httpStatus === 400 && status !== "FAILED_PRECONDITION");
  return !mayQuote && sentences[sentence].some((each) => each.test(message));
}
