// Every endpoint of the API, in the order in which the reference shows them. One of a fixed path comes before one of the same
// form with a name in it.
import { analyticsEndpoints } from "./analytics.ts";
import { answerEndpoints } from "./answers.ts";
import { botEndpoints } from "./bots.ts";
import { conversationEndpoints } from "./conversations.ts";
import type { ApiEndpoint } from "./endpoint.ts";
import { keyEndpoints } from "./keys.ts";
import { meEndpoints } from "./me.ts";
import { modelEndpoints } from "./models.ts";

export const endpoints: readonly ApiEndpoint[] = [
  ...meEndpoints,
  ...botEndpoints,
  ...keyEndpoints,
  ...modelEndpoints,
  ...answerEndpoints,
  ...conversationEndpoints,
  ...analyticsEndpoints,
];
