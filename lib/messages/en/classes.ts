// What an attempt came to, in plain words: `name` for a line, `headline` with key and model, what we do about
// it, and what an admin can do. `model` is "none" where it is about no model in particular.
const model = "{model, select, none {its models} other {{model}}}";
const key = "Key ‘{label}’ (…{last4})";

export default {
  ok: { name: "Answered" },
  cancelled: { name: "Cancelled" },
  rate_minute: {
    name: "Limit for this minute used up",
    headline: `${key}: the limit per minute for ${model} is used up.`,
    doing:
      "We leave it alone until the moment that Google named, usually less than a minute. Until then the next key or model answers.",
    remedy: "Nothing. If it happens often, add a key of another Google project.",
  },
  rate_day: {
    name: "Limit for today used up",
    headline: `${key}: today’s limit for ${model} is used up.`,
    doing:
      "We leave it alone until Google’s day ends (midnight in California). Until then the next key or model answers.",
    remedy: "Add a key of another Google project, or turn on billing for this one.",
  },
  no_entitlement: {
    name: "Not part of this key’s plan",
    headline: `${key}: its Google plan does not include ${model}.`,
    doing: "We pass it by, and look again in a day or when you edit the key.",
    remedy: "Turn on billing for its project in Google AI Studio, or use this model with another key.",
  },
  spend_cap: {
    name: "Monthly spending cap reached",
    headline: `${key}: its project has reached its monthly spending cap.`,
    doing: "We leave out every key of the project until the 1st of next month, or until you edit the key.",
    remedy: "Raise the cap in Google AI Studio, then test the key again.",
  },
  rate_unknown: {
    name: "Google asks for a pause",
    headline: `${key}: Google asks for a pause with ${model}, without saying how long.`,
    doing: "We try again after half a minute, then at longer and longer intervals.",
    remedy: "Nothing for now. If it stays so, check the project’s quotas in Google AI Studio.",
  },
  key_invalid: {
    name: "Key not valid",
    headline: `${key}: Google does not know this key. It may be deleted, expired or mistyped.`,
    doing: "We do not use it any more.",
    remedy: "Replace it with a new key from Google AI Studio.",
  },
  key_blocked: {
    name: "Key blocked",
    headline: `${key}: Google has blocked this key, for instance because it was leaked.`,
    doing: "We leave it out, and try it once an hour.",
    remedy: "Replace it. If it is limited to certain addresses or services, lift that in Google Cloud.",
  },
  project_blocked: {
    name: "Google project blocked",
    headline: `${key}: its Google project may not use Gemini: the service or the billing is off, or the project is suspended.`,
    doing: "We leave out every key of the project, and try it once an hour.",
    remedy: "Turn on the Generative Language API and billing in Google Cloud, then test the key again.",
  },
  model_missing: {
    name: "Model not available",
    headline: "Google does not offer {model} to this key: it is retired, or closed to new projects.",
    doing: "We pass it by, and look again in a day.",
    remedy: "Switch it off, or put a newer model in its place.",
  },
  overloaded: {
    name: "Model overloaded",
    headline: "{model} is overloaded at Google.",
    doing: "We go on with the next model and come back within seconds, or minutes if it stays so.",
    remedy: "Nothing: it passes. No key is to blame.",
  },
  internal: {
    name: "Fault at Google",
    headline: "Something went wrong at Google while {model} was answering.",
    doing:
      "The next key or model started over. If it happens three times in a row, we rest the model for a moment.",
    remedy: "Nothing: it passes.",
  },
  timeout: {
    name: "No answer in time",
    headline: `${key}: no answer from ${model} in time.`,
    doing: "We went on to the next, and leave this one alone for ten seconds.",
    remedy: "If it happens with every key, check the server’s connection to Google.",
  },
  location: {
    name: "Google does not serve this place",
    headline: "Google does not serve Gemini at the place where this server stands.",
    doing: "We pause calls to Google from here for five minutes. No key is to blame.",
    remedy: "Run the server in a supported country, or set GEMINI_BASE_URL to a proxy there.",
  },
  bad_request: {
    name: "Google did not accept the request",
    headline: "Google did not accept this message. No key and no model is to blame.",
    doing: "We tried one more model; if it says the same, the person gets a polite answer.",
    remedy: "Look at the bot’s prompt and at what was sent.",
  },
  blocked: {
    name: "Blocked by Google’s safety rules",
    headline: "Google’s safety rules stopped this question or its answer.",
    doing: "We tried one more model; if it says the same, the person gets a polite refusal.",
    remedy: "Nothing, if the question was improper. Otherwise put the bot’s prompt in other words.",
  },
  empty: {
    name: "Empty answer",
    headline: "{model} ended without a word.",
    doing: "We went on to the next model.",
    remedy: "Nothing. If it happens often, move another model up.",
  },
  unknown: {
    name: "Not known to us",
    headline: `${key}: Google said something about ${model} that we do not know yet.`,
    doing: "We went on to the next, and leave this one alone for half a minute.",
    remedy: "Read what Google said, below.",
  },
};
