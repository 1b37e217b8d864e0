// Texts for the result of an attempt: `name` for a line, `headline` with key and model, what the platform does about
// it, and what an admin can do. `model` is "none" if no particular model is concerned.
const model = "{model, select, none {its models} other {{model}}}";
const key = "Key ‘{label}’ (…{last4})";

export default {
  ok: { name: "Answered" },
  cancelled: { name: "Cancelled" },
  rate_minute: {
    name: "Limit per minute used up",
    headline: `${key}: the limit per minute for ${model} is used up.`,
    doing:
      "We skip it until the moment that Google named, usually less than a minute. Until then the next key or model answers.",
    remedy: "Nothing. If it happens often, add a key of another Google project.",
  },
  rate_day: {
    name: "Daily limit used up",
    headline: `${key}: the daily limit for ${model} is used up.`,
    doing:
      "We skip it until Google’s day ends (midnight in California). Until then the next key or model answers.",
    remedy: "Add a key of another Google project, or turn on billing for this one.",
  },
  no_entitlement: {
    name: "Not part of this key’s plan",
    headline: `${key}: its Google plan does not include ${model}.`,
    doing: "We skip it, and look again in a day or when you edit the key.",
    remedy: "Turn on billing for its project in Google AI Studio, or use this model with another key.",
  },
  spend_cap: {
    name: "Monthly spending cap reached",
    headline: `${key}: its project has reached its monthly spending cap.`,
    doing: "We skip every key of the project until the 1st of next month, or until you edit the key.",
    remedy: "Raise the cap in Google AI Studio, then test the key again.",
  },
  rate_unknown: {
    name: "Google asks for a pause",
    headline: `${key}: Google asks for a pause with ${model}, without saying how long.`,
    doing: "We try again after half a minute, then at longer and longer intervals.",
    remedy: "Nothing for now. If it stays so, check the project’s quotas in Google AI Studio.",
  },
  prepaid_empty: {
    name: "Prepaid credits used up",
    headline: `${key}: the prepaid credits of its project are used up.`,
    doing: "We skip every key of the project, and try it once an hour.",
    remedy: "Top up the project in Google AI Studio, then test the key again.",
  },
  spend_rate: {
    name: "Spending too fast",
    headline: `${key}: its project has spent as much as Google allows within a few minutes.`,
    doing: "We skip every key of the project until the moment that Google named, at most ten minutes.",
    remedy: "Nothing. If it happens often, spread the load over several projects.",
  },
  key_invalid: {
    name: "Key not valid",
    headline: `${key}: Google does not accept this key. It is deleted, expired or mistyped, or of the old kind (AIza…) that Google has retired.`,
    doing: "We do not use it any more.",
    remedy: "Make a new key in Google AI Studio (it begins with AQ.) and replace this one with it.",
  },
  key_blocked: {
    name: "Key blocked",
    headline: `${key}: Google has blocked this key, for instance because it was leaked.`,
    doing: "We skip it, and try it once an hour.",
    remedy: "Replace it. If it is limited to certain addresses or services, lift that in Google Cloud.",
  },
  unreadable: {
    name: "Cannot be decrypted",
    headline: `${key}: this server cannot decrypt it, since ENCRYPTION_KEY was changed.`,
    doing: "We do not use it.",
    remedy: "Set ENCRYPTION_KEY to the value that it had before, or replace the key.",
  },
  project_blocked: {
    name: "Google project blocked",
    headline: `${key}: its Google project may not use Gemini: the service or the billing is off, or the project is suspended.`,
    doing: "We skip every key of the project, and try it once an hour.",
    remedy: "Turn on the Generative Language API and billing in Google Cloud, then test the key again.",
  },
  model_denied: {
    name: "No permission for this model",
    headline: `${key}: Google does not let this key use ${model}.`,
    doing: "We skip this model for this key, and try it once an hour. Other models go on.",
    remedy: "Turn on billing for its project, or use this model with another key.",
  },
  project_refused: {
    name: "Google project needs billing",
    headline: `${key}: Google serves its project here only with billing turned on.`,
    doing: "We skip every key of the project, and try it once an hour. No other project is touched.",
    remedy: "Turn on billing for the project in Google AI Studio, then test the key again.",
  },
  model_missing: {
    name: "Model not available",
    headline: "Google does not offer {model} to this key: it is retired, or closed to new projects.",
    doing: "We skip it, and look again in a day.",
    remedy: "Switch it off, or put a newer model in its place.",
  },
  model_unfit: {
    name: "Model does not accept this kind of message",
    headline: "{model} does not accept this kind of message, for instance one with a prompt or a picture.",
    doing: "We ask it without what it does not accept, where that is possible; else the next model answers.",
    remedy: "Nothing. For messages of this kind, put another model first.",
  },
  overloaded: {
    name: "Model overloaded",
    headline: "{model} is overloaded at Google.",
    doing:
      "We try it once more with another project, then the next model, and come back within seconds, or minutes if it stays so.",
    remedy: "Nothing: it passes. No key is to blame.",
  },
  internal: {
    name: "Fault at Google",
    headline: "Something went wrong at Google while {model} was answering.",
    doing:
      "The next key or model starts over. If several messages and projects meet the same, we skip the model for a moment.",
    remedy: "Nothing: it passes.",
  },
  timeout: {
    name: "No answer in time",
    headline: `${key}: no answer from ${model} in time.`,
    doing: "We went on to the next, and skip this one for ten seconds.",
    remedy: "If it happens with every key, check the server’s connection to Google.",
  },
  egress_refused: {
    name: "Google refuses this server’s address",
    headline: "Google’s front door refuses calls from this server’s address.",
    doing: "We skip this project for a minute. If other projects meet the same, we pause for five minutes.",
    remedy: "Check what else sends to Google from this address, or set GEMINI_BASE_URL to a proxy elsewhere.",
  },
  location: {
    name: "Google does not serve this place",
    headline: "Google does not serve Gemini where this server is located.",
    doing:
      "We skip this project for five minutes; if other projects meet the same, all calls from here. No key is to blame.",
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
    headline: "{model} ended without any text.",
    doing: "We went on to the next model.",
    remedy: "Nothing. If it happens often, move another model up.",
  },
  unknown: {
    name: "Unknown error",
    headline: `${key}: Google sent an error about ${model} that we do not recognise yet.`,
    doing: "We went on to the next, and skip this one for half a minute.",
    remedy: "Read what Google said, below.",
  },
};
