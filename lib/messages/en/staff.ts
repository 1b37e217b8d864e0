export default {
  message: {
    codeUsed:
      "This code was used already, or is too old. Make a new one in the dashboard under Conversations.",
    noForum:
      "This group has no topics yet. Switch them on (group settings → Topics), then send the command again; it stays good for half an hour.",
    noRights:
      "I may not manage topics here. Make me an administrator with the right “Manage topics”, then send the command again.",
    anonymous:
      "I cannot see who you are: you write as an anonymous administrator. Switch “Remain anonymous” off, then send it again.",
    linked:
      "This group is linked with {bot}. Where a person needs you, I open a topic here. What you write in it goes to the person; it is the bot’s turn again after /back.",
    account: "Your account is linked: you answer in the group of the staff as {name}.",
    opened:
      "What you write here goes to the person, and the bot is silent meanwhile.\n// at the beginning, or a reply to a colleague: stays among you\n/back – the bot answers again\n/take – take it from a colleague",
    stranger:
      "{name}, I do not know your account, so nothing was sent. Open Conversations in the dashboard, link your Telegram there, and write it again.",
    takenBy: "{name} has this conversation, so nothing was sent. /take takes it over; then write it again.",
    notMine: "You do not have this conversation.",
    unknownKind: "I cannot pass on messages of this kind. Nothing was sent.",
    tooLong: "This is too long to be sent.",
    notSent: "Not delivered: “{text}”. {reason}",
    blocked: "The person has blocked the bot.",
    refused: "Telegram says: {reason}",
    asAccount:
      "A customer writes to the account of {name}, which is connected to the bot. What you write here they get as {name}’s message.",
    ownerHas: "{name} has answered from the account.",
    again: "The bot answers here again.",
  },
  post: {
    nameless: "Without a name",
    took: "{name} has the conversation; the bot is silent.",
    returned: "{name} has handed back to the bot.",
    changed: "changed",
    noAnswer: "no model could answer",
    stopped: "stopped before it said anything",
    bot: "Bot",
    file: "[{kind}]",
  },
};
