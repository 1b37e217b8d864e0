import account from "./uz/account.ts";
import alerts from "./uz/alerts.ts";
import analytics from "./uz/analytics.ts";
import answers from "./uz/answers.ts";
import auth from "./uz/auth.ts";
import bots from "./uz/bots.ts";
import chat from "./uz/chat.ts";
import classes from "./uz/classes.ts";
import conversations from "./uz/conversations.ts";
import errors from "./uz/errors.ts";
import health from "./uz/health.ts";
import keys from "./uz/keys.ts";
import mail from "./uz/mail.ts";
import models from "./uz/models.ts";
import overview from "./uz/overview.ts";
import people from "./uz/people.ts";
import prices from "./uz/prices.ts";
import reach from "./uz/reach.ts";
import replay from "./uz/replay.ts";
import shell from "./uz/shell.ts";
import staff from "./uz/staff.ts";
import start from "./uz/start.ts";
import telegram from "./uz/telegram.ts";

export default {
  account,
  alerts,
  analytics,
  answers,
  auth,
  bots,
  chat,
  classes,
  conversations,
  errors,
  health,
  keys,
  mail,
  models,
  overview,
  people,
  prices,
  reach,
  replay,
  shell,
  staff,
  start,
  telegram,
};
