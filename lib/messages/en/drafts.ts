export default {
  nameless: "Customer",
  send: "✅ Send",
  change: "✏️ Change",
  drop: "✖️ Don't send",
  howToChange: "Reply to this message with your own words: they will be sent instead.",
  waiting: "Send this answer?",
  noted: "Noted.",
  approved: "⏳ Being sent…",
  sent: "✅ Sent.",
  sentOwn: "✅ Sent, in your words.",
  dismissed: "✖️ Not sent: you decided so.",
  expired: "⌛ Not sent: it was answered by hand, something else was asked, or a day has passed.",
  outdated:
    "✏️ Not sent: the customer has changed or deleted the question. A new draft follows if there is an answer.",
  failed: "⚠️ Not sent: {reason}",
  gone: "This draft is gone.",
};
