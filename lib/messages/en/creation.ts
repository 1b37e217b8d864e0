export default {
  button: "Create the bot",
  ask: "{member} asks for a new bot for the workspace “{tenant}”. Press the button, choose its name and confirm: it starts there by itself, and its token reaches that workspace. Not yours? Then press nothing.",
  used: "This link was used already or is too old. Open “Add bot” in the dashboard again.",
  added: "@{username} is created and runs in “{tenant}”.",
  nobody:
    "You have created @{username}, but no workspace has asked for it. Open “Add bot” in the dashboard and press the link there first; or paste its token, which @BotFather shows.",
  failed: "@{username} is created, but could not be added to “{tenant}”: {reason}",
  tap: "Create it in Telegram",
  tapHelp: "One tap there, and the bot is here by itself: no token to copy.",
  open: "Open Telegram",
  waiting:
    "Waiting for the bot… The link is good for half an hour, and for the Telegram account that presses Start.",
};
