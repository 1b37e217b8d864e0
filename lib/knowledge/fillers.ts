// Words of a question that tell nothing about what it is about. Pure.
import { inLatin } from "./fold.ts";

const uzbek =
  "va yoki ham bilan uchun lekin ammo men meni menga mening siz sizda sizni sizga sizlar sizlarda biz bizga bizni u uni unga ular " +
  "bu shu osha mana ana nima nimaga nega qanday qanaqa qaysi kim kimga necha nechta nechchi qachon qayer qayerda qayerdan qani " +
  "mi edi ekan emas kerak mumkin iltimos salom assalomu alaykum rahmat aka opa ayting aytib bering bersangiz bilmoqchi bilmoqchiman " +
  "xohlayman hohlayman istayman bormi boladimi bolsa boladi qilsa qilib esa faqat agar haqida kop juda hozir " +
  "aytolmaysizmi aytasizmi ayta olasizmi bera kerakmi yoqmi";
const russian =
  "и или а но в на с со по для из к от до о об у за не ни же ли бы мне меня я мой вы вас вам у вас мы нам он она они это этот эта " +
  "то что чтобы как какой какая какие какое каких когда где куда кто почему зачем есть нету ли подскажите скажите пожалуйста " +
  "здравствуйте добрый день привет можно нужно надо хочу хотел хотела бы узнать если только уже еще ещё очень при свой свои там тут";
const english =
  "the a an and or of to in on for is are was be do does did can could would should will i me my you your we our us it its this that " +
  "these those what which who whom when where why how there have has had with from by at as if any some please hello hi tell " +
  "about want need know much many";

const fillers = new Set(`${uzbek} ${russian} ${english}`.split(" ").map(inLatin));

/** @param folded of fold.ts */
export const isFiller = (folded: string): boolean => fillers.has(folded);
