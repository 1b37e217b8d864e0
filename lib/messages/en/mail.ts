// E-mails with a link under the body.
export default {
  invite: {
    subject: "You are invited to BotFactory",
    body: "You are invited to a workspace in BotFactory. This link works once, for three days:",
  },
  reset: {
    subject: "A new password for BotFactory",
    body: "With this link you set a new password. It works once, for an hour. If you did not ask for it, do nothing:",
  },
};
