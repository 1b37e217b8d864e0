import account from "./uz/account.ts";
import alerts from "./uz/alerts.ts";
import analytics from "./uz/analytics.ts";
import answers from "./uz/answers.ts";
import audit from "./uz/audit.ts";
import auth from "./uz/auth.ts";
import botSettings from "./uz/bot-settings.ts";
import bots from "./uz/bots.ts";
import broadcasts from "./uz/broadcasts.ts";
import business from "./uz/business.ts";
import chat from "./uz/chat.ts";
import classes from "./uz/classes.ts";
import conversations from "./uz/conversations.ts";
import creation from "./uz/creation.ts";
import errors from "./uz/errors.ts";
import health from "./uz/health.ts";
import keys from "./uz/keys.ts";
import knowledge from "./uz/knowledge.ts";
import mail from "./uz/mail.ts";
import models from "./uz/models.ts";
import overview from "./uz/overview.ts";
import people from "./uz/people.ts";
import platform from "./uz/platform.ts";
import prices from "./uz/prices.ts";
import reach from "./uz/reach.ts";
import replay from "./uz/replay.ts";
import settings from "./uz/settings.ts";
import shell from "./uz/shell.ts";
import staff from "./uz/staff.ts";
import start from "./uz/start.ts";
import telegram from "./uz/telegram.ts";
import tokens from "./uz/tokens.ts";

export default {
  account,
  alerts,
  analytics,
  answers,
  audit,
  auth,
  botSettings,
  bots,
  broadcasts,
  business,
  chat,
  classes,
  conversations,
  creation,
  errors,
  health,
  keys,
  knowledge,
  mail,
  models,
  overview,
  people,
  platform,
  prices,
  reach,
  replay,
  settings,
  shell,
  staff,
  start,
  telegram,
  tokens,
};
