export default {
  tabs: {
    label: "Pages of the bot",
    prompt: "Prompt",
    knowledge: "Knowledge",
    words: "Greeting and languages",
    commands: "Commands",
    limits: "Limits and groups",
    business: "Business",
    connection: "Connection",
  },
  save: "Save",
  tooLong: "At most {max} characters: Telegram sends no longer message.",
  languageNames: { uz: "Uzbek", "uz-Cyrl": "Uzbek (Cyrillic)", ru: "Russian", en: "English" },
  welcome: {
    title: "Greeting",
    intro:
      "What the bot answers to /start, in the person’s language. {name} becomes their first name; **bold** and [links](https://…) work. An empty field keeps the usual greeting.",
    saved: "The greeting is saved",
  },
  languages: {
    title: "Languages",
    intro:
      "In which languages the bot itself speaks: greeting, help, menu, apologies. A question is answered in the language in which it is asked.",
    spoken: "The bot speaks",
    none: "Choose at least one language.",
    default: "To people whose language is unknown, or none of these",
    asWorkspace: "As the workspace ({language})",
    saved: "The languages are saved",
  },
  commands: {
    title: "Commands of your own",
    intro:
      "They stand in Telegram’s menu, above those that every bot has: for prices, an address, opening hours, or a question that people often ask.",
    none: "None yet.",
    add: "Add command",
    addTitle: "Add a command",
    editTitle: "Edit /{name}",
    dialogIntro: "A language that is left empty uses another one’s text.",
    name: "Name, without the slash",
    nameHelp: "Small Latin letters, digits and underscores, such as price_list.",
    does: "When somebody chooses it",
    kind: { text: "The bot sends a text", prompt: "The model is asked" },
    kindHelp: {
      text: "At once, and without any cost.",
      prompt: "With your words, and with what the person writes behind the command.",
    },
    description: "In the menu, {language}",
    text: "The text, {language}",
    prompt: "What the model is asked, {language}",
    saved: "/{name} is saved",
    ordered: "The order is saved",
    removed: "/{name} is removed",
    edit: "Edit",
    remove: "Remove",
    more: "What to do with /{name}",
    grip: "Move /{name}",
    instructions:
      "Press Space to lift the command, the arrow keys to move it, Space again to drop it, Escape to leave it where it was.",
    say: {
      lifted: "/{name} lifted. Place {place} of {total}.",
      over: "/{name}, place {place} of {total}.",
      dropped: "/{name} dropped. Place {place} of {total}.",
      cancelled: "/{name} is back in its place, {place} of {total}.",
    },
    builtIn: "What every bot has",
    builtInIntro: "Behind your own, in the same menu. /language is left out where the bot speaks only one.",
  },
  atLimit: {
    title: "What it says at a limit",
    intro:
      "Once in a minute or day, to whoever has reached a limit; what they write beyond it gets no answer. {when} becomes the time of the next one. An empty field keeps the usual sentence.",
    saved: "Saved",
  },
  groups: {
    title: "Groups",
    intro:
      "To which messages of a group the bot answers. It always answers privately. Administrators of a group can choose otherwise there with /groupmode.",
    legend: "In groups it answers",
    policy: {
      mention: "Mentions, replies and commands",
      reply: "Replies and commands",
      all: "Everything",
      off: "Nothing",
    },
    help: {
      mention: "As people are used to.",
      reply: "A mention alone is not enough.",
      all: "Each message costs an answer.",
      off: "It is silent, to commands too.",
    },
    privacy: "Telegram passes on only what is addressed to the bot.",
    privacyHelp:
      "In @BotFather: {command}, choose the bot, {choice}. Then remove it from the group and add it again.",
    saved: "Saved: groups",
  },
  manner: {
    title: "Voice and tables",
    intro: "How it answers beside plain text.",
    legend: "The bot also",
    label: {
      voice: "Answers a voice message by voice",
      rich: "Sends tables as Telegram’s own",
    },
    help: {
      voice: "After the text, if a model in your list speaks (its name has “tts”). Long answers stay text.",
      rich: "Clear on new versions of Telegram; older ones and some others show that they cannot display the message.",
    },
    saved: "Saved: voice and tables",
  },
  memory: {
    title: "Memory",
    intro:
      "What goes with a question of what was said before. More of it makes answers better, and each question dearer.",
    tokens: "Tokens of earlier talk",
    idleHours: "Hours of silence until a new conversation",
    keeps: "The bot keeps",
    part: { summary: "A summary of what is older", facts: "What a person asks it to remember" },
    help: {
      tokens: "1,000 tokens are about 650 words of English and 350 of Uzbek.",
      idleHours: "0: a conversation never ends by itself.",
      summary:
        "Made in spare quota, so that a long conversation keeps its thread. Without it the oldest messages are forgotten.",
      facts: "In private chats; the person sees it with /privacy, and deletes it.",
    },
    figure: "A number from {least} to {most}.",
    save: "Save",
    saved: "Saved: memory",
  },
  intake: {
    title: "How messages arrive",
    intro: "Nothing is lost when you change it: what arrives meanwhile waits at Telegram.",
    legend: "Way",
    choice: {
      automatic: "Automatic",
      polling: "The server asks Telegram",
      webhook: "Telegram calls the server (webhook)",
    },
    nowPolling: "At present the server asks Telegram.",
    nowWebhook: "At present Telegram calls the server.",
    help: {
      polling: "Works everywhere, also behind a router.",
      webhook: "Spares an open connection for each bot.",
    },
    fault: {
      not_https:
        "Not possible: Telegram calls only addresses with https, and PUBLIC_URL of this server is not one.",
      port: "Not possible: Telegram calls only the ports 443, 80, 88 and 8443, and PUBLIC_URL of this server has another one.",
    },
    until: "Until that is possible, the server asks Telegram.",
    saved: "The way is saved",
  },
  delivery: {
    title: "What Telegram says",
    intro: "Asked now, with the bot’s own token.",
    again: "Ask again",
    way: "Way",
    polled: "The server asks",
    called: "Telegram calls {host}",
    changing: "being changed",
    pending: "Messages that wait",
    lastError: "Last failure",
    noError: "None",
    foreign: "Telegram sends the bot’s messages to {host}.",
    foreignHelp:
      "Another program has set this address. While the bot is on, it is set anew here; if it comes back, replace the token.",
    renew: "New address and secret",
    renewed: "Telegram is told the new address",
    secret:
      "The address cannot be guessed, and each call carries a secret that only Telegram and this server know.",
  },
  file: {
    title: "Settings as a file",
    intro:
      "Prompt, greeting, commands, languages, limits, groups and order of models. No token, no key, nothing of people.",
    download: "Download",
  },
  page: {
    talks: "Latest conversations",
    allTalks: "All conversations",
    hidden: "A person",
    nameless: "Without a name",
  },
};
