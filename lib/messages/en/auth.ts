export default {
  email: "E-mail",
  password: "Password",
  show: "Show",
  hide: "Hide",
  signIn: { title: "Sign in", submit: "Sign in", lead: "Telegram bots that always answer." },
  again: {
    title: "Your session has ended",
    lead: "Sign in again. The page and what you typed stay as they are.",
  },
  setup: {
    title: "Welcome to BotFactory",
    lead: "Create the account of the first administrator. It takes a minute and is done once.",
    code: "One-time code",
    codeHelp: "It was printed in the terminal when BotFactory started.",
    workspace: "Name of your workspace",
    workspaceHelp: "Your company or your project. Bots, keys and colleagues belong to it.",
    name: "Your name",
    passwordHelp: "At least {min} characters.",
    submit: "Create and start",
  },
};
