// Whether somebody only greets, thanks or agrees: that asks for no knowledge. Pure.
import { isFiller } from "./fillers.ts";
import { cut, inLatin } from "./fold.ts";

const polite = new Set(
  (
    "salom salomlar assalom assalomalaykum vaalaykum rahmat raxmat katta tashakkur xayr hayr xop hop mayli ha yoq yaxshi " +
    "yaxshimisiz yaxshimisan qalaysiz qalaysan ishlar qalay zor ajoyib tushundim tushunarli uzr kechirasiz ok okey okay " +
    "хайр хоп майли яхши яхшимисиз тушунарли зўр спасибо благодарю большое пока свидания да нет хорошо ладно понятно ясно " +
    "отлично супер ок окей извините дела утро доброе вечер добрый " +
    "thanks thank bye goodbye yes no fine good great morning evening afternoon night sorry understood nice cool"
  )
    .split(" ")
    .map(inLatin),
);

const WORDS = 8;

/** Also what has no word at all: "👍", "?". */
export function isSmallTalk(question: string): boolean {
  const { words } = cut(question);
  if (words.length > WORDS) return false;
  return words.map(inLatin).every((word) => isFiller(word) || polite.has(word));
}
