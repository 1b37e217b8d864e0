// One sentence per code of lib/errors.ts: what is wrong and what to do.
export default {
  forbidden: "Your role does not allow this. Ask an admin of this workspace.",
  not_found: "It is no longer there. Somebody may have deleted it.",
  invalid: "Something in this is not usable. Look it over and try again.",
  conflict: "Somebody else has changed it meanwhile. Look at their change, then save again.",
  bot_duplicate: "@{username} is already among your bots.",
  bot_taken: "@{username} already runs here in another workspace. A bot can run in one only.",
  bot_other: "This token belongs to @{given}, not to @{username}. Paste a token of @{username}.",
  bot_token_shape: "This is not a bot token. It looks like 123456789:AA…, and @BotFather gives it.",
  bot_token_refused:
    "Telegram does not know this token. Copy it again from @BotFather, or get a new one there.",
  telegram_unreachable:
    "Telegram does not answer just now, so the token could not be checked. Try again in a moment.",
  key_duplicate: "This key is already in your list, as “{label}”.",
  key_refused: "Google does not accept this key. Copy it again from Google AI Studio.",
  gemini_unreachable: "Google does not answer just now. Try again in a moment.",
  model_unknown: "There is no model {model}.",
  sign_in: "E-mail or password is not right.",
  too_many_tries: "Too many attempts. Try again in {minutes, plural, one {# minute} other {# minutes}}.",
  signed_out: "You are signed out. Sign in again; what you typed stays here.",
  setup_code: "This is not the code. It stands in the terminal where BotFactory was started.",
  setup_done: "Somebody has set it up already. Sign in.",
  email: "This is not an e-mail address.",
  email_taken: "There is an account with this e-mail already.",
  password_short: "At least {min} characters.",
  database_away: "The database does not answer just now, so nothing was saved. Try again in a moment.",
  internal: "Something went wrong on our side and nothing was saved. Try again.",
};
