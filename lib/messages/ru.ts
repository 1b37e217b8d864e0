import account from "./ru/account.ts";
import alerts from "./ru/alerts.ts";
import analytics from "./ru/analytics.ts";
import answers from "./ru/answers.ts";
import audit from "./ru/audit.ts";
import auth from "./ru/auth.ts";
import botSettings from "./ru/bot-settings.ts";
import bots from "./ru/bots.ts";
import broadcasts from "./ru/broadcasts.ts";
import business from "./ru/business.ts";
import chat from "./ru/chat.ts";
import classes from "./ru/classes.ts";
import conversations from "./ru/conversations.ts";
import creation from "./ru/creation.ts";
import errors from "./ru/errors.ts";
import health from "./ru/health.ts";
import keys from "./ru/keys.ts";
import knowledge from "./ru/knowledge.ts";
import mail from "./ru/mail.ts";
import models from "./ru/models.ts";
import overview from "./ru/overview.ts";
import people from "./ru/people.ts";
import platform from "./ru/platform.ts";
import prices from "./ru/prices.ts";
import reach from "./ru/reach.ts";
import replay from "./ru/replay.ts";
import settings from "./ru/settings.ts";
import shell from "./ru/shell.ts";
import staff from "./ru/staff.ts";
import start from "./ru/start.ts";
import telegram from "./ru/telegram.ts";
import tokens from "./ru/tokens.ts";

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
