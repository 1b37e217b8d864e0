import account from "./en/account.ts";
import alerts from "./en/alerts.ts";
import analytics from "./en/analytics.ts";
import answers from "./en/answers.ts";
import audit from "./en/audit.ts";
import auth from "./en/auth.ts";
import botSettings from "./en/bot-settings.ts";
import bots from "./en/bots.ts";
import broadcasts from "./en/broadcasts.ts";
import business from "./en/business.ts";
import chat from "./en/chat.ts";
import classes from "./en/classes.ts";
import conversations from "./en/conversations.ts";
import creation from "./en/creation.ts";
import errors from "./en/errors.ts";
import health from "./en/health.ts";
import keys from "./en/keys.ts";
import knowledge from "./en/knowledge.ts";
import mail from "./en/mail.ts";
import models from "./en/models.ts";
import overview from "./en/overview.ts";
import people from "./en/people.ts";
import platform from "./en/platform.ts";
import prices from "./en/prices.ts";
import reach from "./en/reach.ts";
import replay from "./en/replay.ts";
import settings from "./en/settings.ts";
import shell from "./en/shell.ts";
import staff from "./en/staff.ts";
import start from "./en/start.ts";
import telegram from "./en/telegram.ts";
import tokens from "./en/tokens.ts";

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
