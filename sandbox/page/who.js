// The lists on the left: bots, people, chats.
import { avatar, byId, make } from "./api.js";
import { choose, people, store } from "./store.js";
import { word } from "./words.js";

export function showWho() {
  byId("bots").replaceChildren(
    ...store.state.telegram.bots.map((bot) =>
      row(
        bot.id,
        bot.name,
        bot.polling || bot.webhook ? word("polls") : word("silent"),
        store.bot === bot.username,
        () => choose({ bot: bot.username }),
      ),
    ),
  );
  byId("people").replaceChildren(
    ...people().map((person) =>
      row(
        person.id,
        person.first_name,
        [person.last_name, person.language_code].filter(Boolean).join(" · "),
        store.person === person.id,
        () => choose({ person: person.id }),
      ),
    ),
  );
  byId("places").replaceChildren(
    ...["private", "group", "business"].map((where) =>
      make(
        "button",
        {
          type: "button",
          "aria-pressed": String(where === (store.group ? "group" : store.business ? "business" : "private")),
          onclick: () => choose({ group: where === "group", business: where === "business" }),
        },
        word(where),
      ),
    ),
  );
}

function row(id, name, below, pressed, onclick) {
  return make(
    "button",
    { type: "button", "aria-pressed": String(pressed), onclick },
    avatar(id, name),
    make("span", { class: "names" }, make("b", {}, name), make("span", {}, below)),
  );
}
