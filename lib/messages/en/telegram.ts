export default {
  start: "Hello! I am {name}. Write to me, and I will answer.",
  help: "Just write your question. I remember our conversation.\n\n/new – start over, I forget what was said\n/language – choose the language\n/help – this text",
  forgotten: "Done: I have forgotten what was said. What shall we talk about?",
  chooseLanguage: "Which language shall I speak?",
  languageChosen: "I speak English now.",
  unsupported: "I understand text, photos, voice messages and documents, but not this yet.",
  tooLarge: "This file is too large for me: 20 MB at most.",
  apology: "Sorry, I cannot answer just now. Please try again in a little while.",
  apologyUntil: "Sorry, I cannot answer just now. It should work again at about {time}.",
  refusal: "Sorry, I cannot answer that. Please put it another way.",
  cut: "(My answer was too long and ends here.)",
  commands: {
    start: "Begin",
    help: "What I can do",
    new: "Start over",
    language: "Language",
  },
};
