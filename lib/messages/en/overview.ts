export default {
  title: "Overview",
  intro: "What needs you, and what today came to.",
  needs: "Needs you",
  allWell: "Nothing needs you",
  answering:
    "{works, plural, =0 {No bot can answer now} one {# bot can answer now} other {# bots can answer now}}, {on, plural, =0 {none is on} one {# is on} other {# are on}}.",
  cannotAnswer: "{count, plural, one {{names} cannot answer} other {{names} cannot answer}}: {cause}",
  andMore: "{names} and {count, plural, one {# more} other {# more}}",
  moreNeeds: "{count, plural, one {One more cause} other {# more causes}}",
  retired:
    "{count, plural, one {Google has retired # model of your order. It is skipped, the others answer.} other {Google has retired # models of your order. They are skipped, the others answer.}}",
  waiting: {
    people: "{count, plural, one {One person waits for an answer} other {{shown} people wait for an answer}}",
    drafts:
      "{count, plural, one {One of them for approval of a draft} other {# of them for approval of a draft}}",
  },
  today: {
    title: "Today",
    answered: "Answered",
    first: "At the first attempt",
    fallback: "By a fallback",
    apologised: "Apologised",
    speed: "To the first text",
    cost: "Estimated cost",
    share: "{share} of the answers",
    before: "{value} yesterday by this time",
    look: "See what failed",
    median: "median",
  },
  traffic: {
    title: "Bots by traffic today",
    bot: "Bot",
    state: "State",
    answers: "Answers",
    apologised: "Apologised",
  },
  empty: {
    title: "No bot yet",
    wait: "An admin of this workspace adds the first bot. From then on this page shows how it does.",
  },
};
