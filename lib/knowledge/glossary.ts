// Words that mean the same to whoever asks a shop, a clinic, a school, a restaurant, a hotel or a bank, in Uzbek, Russian and
// English, and how names are written in other letters. A line for each meaning; a word may stand in several. Only questions are
// widened by it, so that a change needs no piece to be made anew. Pure.

const trade = `
narx narxi qancha qanchadan nechi nechpul сколько much baho bahosi pul qimmati turadi цена стоимость стоит почём прайс прейскурант price cost fee
arzon дешёвый недорогой cheap inexpensive
qimmat дорогой expensive
chegirma skidka aksiya скидка акция распродажа discount sale
keshbek bonus ball кэшбэк бонус баллы cashback points
tolov tolash tolayman haq оплата платить оплатить платёж взнос payment pay
naqd наличные cash
karta kartochka plastik карта карточка card
valyuta dollar yevro rubl валюта доллар евро currency
nasiya muddatli bolib rassrochka kredit qarz рассрочка кредит займ заём долг loan credit installment
foiz ustama protsent процент процентов ставка наценка переплата percent interest rate
kafil поручитель guarantor
kafolat garantiya гарантия warranty guarantee
yetkazish yetkazib dostavka доставка доставить привезти привоз отправить delivery deliver shipping
jonatma posilka yuk pochta посылка отправление груз почта бандероль parcel package shipment mail
kuryer курьер courier
buyurtma zakaz заказ order
qaytarish qaytarib qaytariladi vozvrat возврат вернуть вернуть обратно отдать return refund
almashtirish almashtirib обмен обменять поменять замена сменить exchange replace replacement change
tovar mahsulot buyum товар продукт изделие product goods item
dokon magazin savdo bozor магазин салон лавка торговый shop store
ulgurji optom опт оптом оптовый wholesale bulk
chakana розница retail
xarid sotib olish покупка купить приобрести purchase buy
sotuv sotish sotuvchi продажа продавец продать sale seller
chek kvitansiya чек квитанция receipt
shartnoma dogovor договор контракт contract agreement
ombor sklad склад warehouse
qadoq upakovka упаковка packaging packing
sifat качество quality
olcham razmer размер size
rang rangi цвет расцветка colour color
ogirlik vazn вес масса weight
mavjud nalichie наличие наличии available stock
yangi новый new
eski старый подержанный old used
bepul tekin besplatno бесплатно бесплатный даром free gratis
shikoyat arz жалоба претензия недоволен complaint complain
jarima shtraf пеня штраф санкция неустойка fine penalty
bekor отмена отменить отказаться cancel cancellation
voz kechish отказ отменить cancel
muddat srok срок term period deadline
royxat список перечень list
mijoz xaridor клиент покупатель customer client buyer
xizmat usluga услуга сервис обслуживание service
tavsiya maslahat совет консультация рекомендация посоветуете advice consultation recommend
`;

const places = `
manzil adres joylashgan qayerda адрес находится расположен location address where
filial bolim филиал отделение branch office
kocha улица street
tuman район district
shahar gorod город city town
viloyat область регион region province
metro bekat метро станция остановка metro station
avtoturargoh parkovka turargoh парковка стоянка parking
aeroport аэропорт airport
vokzal вокзал railway
mehmonxona gostinitsa otel отель гостиница хостел hotel
nomer xona номер комната room
palata палата ward
qavat этаж floor
uy дом home house
uyga дом домой home
xalqaro международный international
chet xorij chetellik turist иностранец иностранный заграница foreigner foreign tourist
mamlakat davlat страна государство country state
sayohat tur putyovka safar тур поездка путешествие путёвка экскурсия travel tour trip
viza виза visa
chipta bilet билет ticket
poyezd поезд train
samolyot parvoz reys самолёт рейс перелёт plane flight
taksi transfer такси трансфер taxi transfer
dengiz море sea
tog горы гора mountain
hovuz basseyn бассейн плавание suzish swimming pool swim
nonushta zavtrak завтрак breakfast
royxatdan registratsiya регистрация зарегистрировать registration register
pasport паспорт id passport
`;

const time = `
vaqt soat vaqti vremya время часы час time hours hour
kun den день дня сутки day daily
hafta неделя week
oy oylik месяц ежемесячно month monthly
yil yillik год года лет годовых year yearly annual
ertalab tong утро утром morning
kechqurun kech вечер вечером evening
tun kecha kechasi ночь ночью night
ertaga завтра tomorrow
bugun сегодня today
dushanba понедельник monday
seshanba вторник tuesday
chorshanba среда wednesday
payshanba четверг thursday
juma пятница friday
shanba суббота saturday
yakshanba воскресенье sunday
bayram dam праздник выходной holiday weekend
taqvim jadval raspisanie расписание распорядок график timetable schedule
ish ishlaydi ishlash ochiq ochiladi работает работаете работать открыт открыто открываетесь open opens working
yopiq yopiladi закрыт закрывается закрыто closed close
tunu kruglosuto круглосуточно круглосуточный ночью around
kutish navbat очередь ожидание ждать queue wait waiting
davomiyligi davom длительность длится продолжительность duration long
daqiqa минута minute
bir один одна one single 1
ikki два две двух двое двоих double two 2
uch три трёх three 3
tort четыре четырёх four 4
besh пять пяти five 5
olti шесть шести six 6
yetti семь seven 7
sakkiz восемь eight 8
toqqiz девять nine 9
on десять ten 10
yigirma двадцать twenty 20
ottiz тридцать thirty 30
yarim полдня пол половина half
`;

const people = `
bola bolalar farzand chaqaloq ogil qiz bolam ребёнок дети детский малыш сын дочь грудной грудничок child children kid baby
ayol xotin женщина женский woman women
erkak эркак мужчина мужской man men
ota ona ota-ona родители мама папа parents mother father
oila семья семейный family
odam kishi shaxs человек люди персона person people
mehmon гость guest
talaba студент student
nafaqa nafaqaxor pensioner пенсионер пенсия retired pensioner pension
nogiron инвалид инвалидность disabled disability
yosh yoshi возраст лет age years old
er turmush муж супруг партнёр husband partner
ism familiya имя фамилия name
telefon raqam nomer телефон номер позвонить звонок phone number call
xodim ishchi ishchilar сотрудник персонал работник employee staff worker
menejer boshliq rahbar mudir менеджер заведующий начальник директор manager director head
vakansiya maosh ishga вакансия зарплата работа трудоустройство vacancy job salary
haydovchi водитель driver
hujjat dokument hujjatlar документ документы бумага document papers
malumotnoma spravka справка certificate
guvohnoma prava удостоверение права свидетельство licence license
hayvon it mushuk kuchuk питомец собака кошка животное pet dog cat
murojaat ariza заявление заявка обращение application request
`;

const health = `
shifokor doktor vrach врач доктор специалист doctor physician
klinika shifoxona kasalxona больница клиника поликлиника hospital clinic
qabul priyom korik приём осмотр консультация appointment visit examination
yozilish zapis запись записаться записать book booking
analiz tahlil анализ анализы test tests
qon кровь blood
siydik моча urine
uzi utt ultratovush узи ультразвук ultrasound
mrt томография мрт tomography mri
och qorin ovqat натощак кушать есть fasting eat
dori dorilar preparat лекарство медикамент препарат drug medicine
dorixona apteka аптека лекарства pharmacy drugstore
retsept рецепт prescription
vaksina emlash privivka прививка вакцина вакцинация vaccine vaccination
tish stomatolog stomatologiya зуб зубы стоматолог tooth teeth dentist dental
plomba пломба filling
jarroh operatsiya jarrohlik операция хирург surgery surgeon operation
homilador homiladorlik беременность беременная роды pregnancy pregnant
ogriq боль болит pain
kasal bemor kasallik больной болезнь заболел пациент болен ill sick illness patient
isitma harorat температура fever temperature
ukol tomchi укол капельница инъекция injection drip
sugurta polis страховка страховая полис insurance
bosim давление pressure
koz глаз глаза eye
yurak сердце кардиолог heart cardiologist
teri кожа дерматолог skin
bosh голова головной head
davolash лечение лечить treatment
`;

const learning = `
kurs oqish oquv darslik kurslar курс обучение учёба course training
dars mashgulot урок занятие кружок lesson class
oqituvchi ustoz murabbiy repetitor учитель преподаватель тренер репетитор педагог воспитатель teacher trainer coach tutor
maktab школа school
bogcha sadik садик сад детсад kindergarten nursery
guruh группа group
imtihon ekzamen экзамен exam
sertifikat diplom сертификат диплом certificate diploma
ingliz английский english
matematika математика math mathematics
dasturlash программирование programming
kitob книга учебник book
sinov probniy пробный пробное trial
daraja уровень level
yotoqxona общежитие dormitory
ijara аренда прокат напрокат rent rental
davomat посещаемость attendance
bilim talim образование учиться education learn
togarak кружок секция club
abonement a'zolik абонемент членство membership subscription
fitnes sport zal спортзал фитнес тренажёрный зал спорт gym fitness sport
muzlatish заморозить заморозка freeze
kiyinish shkaf раздевалка шкафчик locker
`;

const food = `
ovqat taom yegulik еда питание блюдо кушать кормят кормите food meal dish eat
menyu taomnoma меню menu
restoran kafe oshxona ресторан кафе столовая restaurant cafe
stol joy столик стол место table place
band bron bandlov бронь забронировать бронирование заказать reserve reservation booking
gosht мясо мясной meat
goshtsiz vegetarian вегетарианский постный vegetarian
qoy qozi баранина говядина lamb mutton beef
tovuq курица куриный chicken
baliq рыба fish
osh palov плов pilaf
kabob shashlik шашлык кебаб kebab
shorva суп shurva soup
salat салат salad
non хлеб лепёшка bread
choy чай tea
qahva kofe кофе coffee
suv вода water
sut молоко milk
tort shirinlik торт сладкое десерт пирожное cake dessert
meva фрукт fruit
sabzavot овощи vegetable
guruch рис rice
allergiya аллергия allergy
toy ziyofat banket свадьба банкет торжество праздник wedding banquet party
musiqa qoshiq xonanda музыка певец песня живая music song singer
chekish chilim курить кальян smoking hookah
spirt alkogol алкоголь спиртное вино alcohol wine
olib olibketish навынос самовывоз takeaway
`;

const goods = `
telefon smartfon телефон смартфон мобильный phone smartphone
noutbuk laptop ноутбук лэптоп notebook laptop
kompyuter компьютер computer
televizor телевизор tv television
muzlatgich xolodilnik холодильник fridge refrigerator
changyutgich pilesos пылесос vacuum cleaner
kir yuvish yuvadigan stiralka стиральная стирка стиралка washing laundry
konditsioner кондиционер conditioner
dazmol утюг iron
choynak чайник kettle
gaz plita плита stove
kiyim одежда вещи clothes clothing
kurtka куртка пуховик jacket
koylak платье рубашка блузка dress shirt
shim брюки штаны джинсы trousers jeans
poyabzal oyoq обувь туфли ботинки shoes boots
krossovka кроссовки кеды sneakers trainers
forma форма uniform
ichki нижнее бельё underwear
atir духи парфюм perfume
shampun шампунь shampoo
divan диван софа кушетка sofa couch
stol стол парта desk table
stul стул кресло chair
mebel мебель furniture
shkaf шкаф wardrobe
karavot krovat кровать bed
matras матрас mattress
velosiped велосипед bicycle bike
oyinchoq игрушка toy
qogirchoq кукла doll
konstruktor конструктор лего lego
sement цемент cement
boyoq kraska краска эмаль эмульсия paint
drel дрель drill
perforator перфоратор
mashina avtomobil машина автомобиль авто тачка car auto
moy yog масло oil
gildirak shina balon колесо шина шины резина покрышка wheel tyre tire
tormoz тормоз тормоза колодки brake
akkumulyator batareya аккумулятор батарея заводится battery
dvigatel motor двигатель мотор engine
ehtiyot запчасть деталь part spare
ustaxona avtoservis servis автосервис сто мастерская garage workshop
tamir tuzatish remont ремонт чинить починить починим repair fix
buzilgan buzildi сломан сломался неисправный broken
wifi vayfay internet simsiz вайфай интернет wi-fi wireless
parol пароль код password code
qizil красный red
qora чёрный черный black
oq белый white
kok moviy ko'k синий голубой blue
yashil зелёный green
sariq жёлтый yellow
kulrang серый gray grey
jigarrang коричневый brown
pushti розовый pink
qish qishki зима зимний winter
yoz yozgi лето летний summer
burchak burchakli угловой corner
yumshoq мягкий soft
yogoch деревянный дерево массив wooden wood
teri charm кожаный кожа leather
dyuym дюйм дюймов inch
kilogramm kg кг килограмм kilo
gramm gr г грамм
litr л литр litre liter
qop мешок bag sack
quti коробка box
dona штука шт piece
`;

const law = `
qonun закон law legal
huquq право right rights
sud суд court tribunal trial
jinoyat преступление crime offence
mulk имущество собственность property
nikoh брак marriage marry
fuqaro fuqarolik гражданство гражданин nationality citizenship citizen
erkinlik свобода freedom liberty
saylov ovoz выборы голосование election vote
`;

const computing = `
zaxira nusxa резервная копия бэкап backup copy
tiklash восстановить восстановление restore recover
ornatish установить установка install installation
yangilash обновить обновление update upgrade
ochirish удалить удаление delete remove deletion
xabar сообщение message
hisob akkaunt аккаунт учётная счёт account
kirish вход войти зайти login sign-in
bot бот bot
kalit ключ key
sozlama настройка setting settings
firibgar aldadi мошенник обманули мошенники fraud scam
rassilka рассылка mailing broadcast newsletter
`;

const names = `
samsung самсунг самсунк
galaxy galaksi галакси гэлэкси
iphone ayfon айфон
apple эпл
macbook makbuk макбук
xiaomi ksiaomi shaomi сяоми ксиаоми шаоми
redmi редми
note ноут нот
honor хонор
huawei хуавей
lenovo леново
hp эйчпи
asus асус
acer эйсер асер
lg элджи лж
philips filips филипс
bosch бош
makita макита
beko беко
artel артел
shivaki шиваки
nike найк nayk
adidas адидас
puma пума
tikkurila тиккурила
clear клеар клир
android андроид
windows виндовс
google гугл
telegram телеграм телега
instagram инстаграм инста
payme пейми пайми
click клик
uzum узум
humo хумо
uzcard узкард
visa виза
`;

/** Lines of words. */
export const glossary: readonly string[] = [
  trade,
  places,
  time,
  people,
  health,
  learning,
  food,
  goods,
  law,
  computing,
  names,
]
  .flatMap((text) => text.split("\n"))
  .filter(Boolean);
