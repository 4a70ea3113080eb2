"""What the crowd is called and what it says, in twelve languages.  All of it is made up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Tongue:
    """A language with its names and sentences; a list is separated by `|`."""

    language: str
    country: str
    timezone: str
    hours: int
    """From UTC, for when people are awake; summer time is nobody's concern here."""
    given: str
    family: str
    questions: str
    comments: str
    thanks: str
    annoyed: str
    stop: str
    family_first: bool = False

    def pick(self, name: str, number: int) -> str:
        """The so-many-th of a list, begun again at its end."""
        words: list[str] = getattr(self, name).split("|")
        return words[number % len(words)]


TONGUES = (
    Tongue(
        language="en",
        country="GB",
        timezone="Europe/London",
        hours=0,
        given="Amelia|Oliver|Isla|George|Freya|Arthur|Nia|Callum|Ivy|Rhys|Maeve|Owen|Tessa|Idris",
        family="Hughes|Patel|Walker|Osei|Bennett|Clarke|Murray|Quinn|Shaw|Okafor|Reid|Lowe|Barker|Doyle",
        questions=(
            "Are you open on Sunday?|Do you have oat milk?|Is the orange cake back?|Can I book a table for six on Friday?|"
            "Do you ship beans to Ireland?|My order from Tuesday has not arrived. Can you have a look?|Is there a quiet corner to work in?|"
            "I think I left my blue scarf on the bench. Did anybody find it?|What time does the kitchen close?|Could you make a cake for forty people?"
        ),
        comments="Best flat white in town.|This made my morning.|See you on Saturday!|Is it vegan?|Price?|The queue was worth it.|My dog approves.|When is the next cupping?",
        thanks="Thank you, that was quick!|Brilliant, thanks.|Lovely, see you then.|Perfect.",
        annoyed="Why are you writing to me? I only asked about the opening hours.|Please don't send me offers.|I did not sign up for this.",
        stop="STOP|Please stop writing to me.|unsubscribe",
    ),
    Tongue(
        language="de",
        country="DE",
        timezone="Europe/Berlin",
        hours=1,
        given="Lena|Jonas|Mia|Paul|Hannah|Lukas|Jule|Moritz|Emma|Finn|Greta|Emil|Frieda|Anton",
        family="Schneider|Yılmaz|Krüger|Vogt|Hartmann|Lang|Winkler|Brandt|Seidel|Wolff|Böhm|Kaya|Pohl|Engel",
        questions=(
            "Habt ihr am Sonntag auf?|Gibt es den Orangenkuchen wieder?|Kann ich für Freitag einen Tisch für sechs reservieren?|"
            "Liefert ihr Bohnen nach Österreich?|Meine Bestellung vom Dienstag ist noch nicht da. Könnt ihr mal schauen?|Ist der Hafermilch-Cappuccino glutenfrei?|"
            "Ich habe meinen blauen Schal liegen lassen. Ist er aufgetaucht?|Bis wann gibt es warmes Essen?"
        ),
        comments="Der beste Kaffee am Hafen.|Bis Samstag!|Was kostet das?|Ist das vegan?|Sieht köstlich aus.|Endlich wieder!|Mein Hund liebt euch.",
        thanks="Danke für die schnelle Antwort!|Super, danke.|Perfekt, bis dann.|Alles klar!",
        annoyed="Warum schreibt ihr mir? Ich hatte nur nach den Öffnungszeiten gefragt.|Bitte keine Werbung.|Dafür habe ich mich nicht angemeldet.",
        stop="STOPP|Bitte schreibt mir nicht mehr.|abmelden",
    ),
    Tongue(
        language="fr",
        country="FR",
        timezone="Europe/Paris",
        hours=1,
        given="Camille|Hugo|Léa|Louis|Chloé|Gabriel|Inès|Jules|Manon|Adam|Zoé|Raphaël|Jeanne|Sacha",
        family="Moreau|Lefèvre|Girard|Diallo|Rousseau|Benali|Fontaine|Chevalier|Garnier|Faure|Mercier|Blanc|Perrin|Nguyen",
        questions=(
            "Bonjour, êtes-vous ouverts dimanche ?|Est-ce que le gâteau à l’orange est de retour ?|Puis-je réserver une table pour six vendredi ?|"
            "Livrez-vous du café en Belgique ?|Ma commande de mardi n’est pas arrivée, pouvez-vous regarder ?|J’ai oublié mon écharpe bleue, l’avez-vous trouvée ?|"
            "Avez-vous du lait d’avoine ?"
        ),
        comments="Trop bon !|À samedi !|C’est combien ?|Est-ce végétalien ?|On a adoré.|Enfin de retour !|Quelle belle photo.",
        thanks="Merci beaucoup !|Parfait, à bientôt.|Super, merci.|C’est noté.",
        annoyed="Pourquoi m’écrivez-vous ? J’ai seulement demandé vos horaires.|Pas de publicité, s’il vous plaît.|Je ne me suis pas inscrit à ça.",
        stop="STOP|Merci de ne plus m’écrire.|désabonnement",
    ),
    Tongue(
        language="es",
        country="MX",
        timezone="America/Mexico_City",
        hours=-6,
        given="Lucía|Mateo|Valeria|Diego|Camila|Santiago|Ximena|Emiliano|Renata|Leonardo|Regina|Iker|Abril|Bruno",
        family="Hernández|Ramírez|Flores|Vargas|Castillo|Ortega|Mendoza|Aguilar|Salazar|Cruz|Delgado|Rojas|Navarro|Peña",
        questions=(
            "¿Abren el domingo?|¿Ya volvió el pastel de naranja?|¿Puedo reservar una mesa para seis el viernes?|¿Envían café a Guadalajara?|"
            "Mi pedido del martes no ha llegado, ¿pueden revisar?|Olvidé mi bufanda azul, ¿la encontraron?|¿Tienen leche de avena?"
        ),
        comments="¡Qué rico!|¡Nos vemos el sábado!|¿Precio?|¿Es vegano?|El mejor café.|¡Por fin!|Me encanta este lugar.",
        thanks="¡Muchas gracias!|Perfecto, nos vemos.|Genial, gracias.|¡Listo!",
        annoyed="¿Por qué me escriben? Solo pregunté por el horario.|Por favor, nada de publicidad.|Yo no me suscribí a esto.",
        stop="ALTO|Por favor no me escriban más.|baja",
    ),
    Tongue(
        language="pt",
        country="BR",
        timezone="America/Sao_Paulo",
        hours=-3,
        given="Beatriz|Rafael|Larissa|Thiago|Júlia|Caio|Marina|Heitor|Clara|Davi|Helena|Murilo|Lívia|Otávio",
        family="Souza|Almeida|Barbosa|Cardoso|Teixeira|Moreira|Nogueira|Campos|Freitas|Azevedo|Pinto|Duarte|Lopes|Rocha",
        questions=(
            "Vocês abrem no domingo?|O bolo de laranja voltou?|Posso reservar uma mesa para seis na sexta?|Vocês entregam café em Curitiba?|"
            "Meu pedido de terça ainda não chegou, podem ver?|Esqueci meu cachecol azul, vocês acharam?|Tem leite de aveia?"
        ),
        comments="Que delícia!|Até sábado!|Qual o preço?|É vegano?|Melhor café da cidade.|Finalmente!|Amei.",
        thanks="Muito obrigada!|Perfeito, até lá.|Ótimo, valeu.|Combinado!",
        annoyed="Por que vocês estão me escrevendo? Só perguntei o horário.|Sem propaganda, por favor.|Eu não me inscrevi nisso.",
        stop="PARAR|Por favor não me escrevam mais.|sair",
    ),
    Tongue(
        language="it",
        country="IT",
        timezone="Europe/Rome",
        hours=1,
        given="Giulia|Lorenzo|Sofia|Matteo|Aurora|Tommaso|Chiara|Edoardo|Marta|Pietro|Anna|Davide|Elisa|Nicolò",
        family="Ricci|Conti|Greco|Bruno|Gallo|Fontana|Mariani|Rinaldi|Caruso|Ferrara|Galli|Martini|Leone|Serra",
        questions=(
            "Siete aperti domenica?|È tornata la torta all’arancia?|Posso prenotare un tavolo per sei venerdì?|Spedite il caffè a Trieste?|"
            "Il mio ordine di martedì non è arrivato, potete controllare?|Ho dimenticato la sciarpa blu, l’avete trovata?"
        ),
        comments="Buonissimo!|A sabato!|Quanto costa?|È vegano?|Il migliore.|Finalmente!",
        thanks="Grazie mille!|Perfetto, a presto.|Ottimo, grazie.",
        annoyed="Perché mi scrivete? Ho solo chiesto gli orari.|Niente pubblicità, per favore.|Non mi sono iscritto a questo.",
        stop="STOP|Per favore non scrivetemi più.|cancellami",
    ),
    Tongue(
        language="tr",
        country="TR",
        timezone="Europe/Istanbul",
        hours=3,
        given="Zeynep|Emre|Elif|Kerem|Defne|Mert|Ece|Burak|Selin|Onur|Nehir|Can|Derya|Tolga",
        family="Kaya|Demir|Şahin|Çelik|Aydın|Arslan|Doğan|Kılıç|Öztürk|Aksoy|Polat|Güneş|Koç|Yıldız",
        questions=(
            "Pazar günü açık mısınız?|Portakallı kek geri geldi mi?|Cuma akşamı altı kişilik masa ayırtabilir miyim?|Ankara’ya çekirdek gönderiyor musunuz?|"
            "Salı günkü siparişim gelmedi, bakabilir misiniz?|Mavi atkımı unuttum, buldunuz mu?"
        ),
        comments="Harika görünüyor!|Cumartesi görüşürüz!|Fiyatı ne?|Vegan mı?|En iyi kahve.|Sonunda!",
        thanks="Çok teşekkürler!|Harika, görüşürüz.|Süper, sağ olun.",
        annoyed="Neden bana yazıyorsunuz? Sadece saatleri sormuştum.|Lütfen reklam göndermeyin.|Buna kaydolmadım.",
        stop="DUR|Lütfen bana artık yazmayın.|iptal",
    ),
    Tongue(
        language="ar",
        country="JO",
        timezone="Asia/Amman",
        hours=3,
        given="سلمى|كريم|نور|يوسف|ليان|عمر|هند|زيد|رنا|سامي|دانا|خالد|مايا|فارس",
        family="حداد|الخطيب|عبيدات|نصار|الزعبي|قاسم|شاهين|درويش|منصور|عودة|سلامة|بركات|جابر|حمدان",
        questions="هل تفتحون يوم الأحد؟|هل عادت كعكة البرتقال؟|هل يمكنني حجز طاولة لستة أشخاص يوم الجمعة؟|طلبي من يوم الثلاثاء لم يصل، هل يمكنكم التحقق؟|هل وجدتم وشاحي الأزرق؟",
        comments="رائع!|أراكم السبت!|كم السعر؟|أفضل قهوة في المدينة.|أخيرًا!",
        thanks="شكرًا جزيلًا!|ممتاز، شكرًا لكم.|تمام.",
        annoyed="لماذا تراسلونني؟ سألت فقط عن ساعات العمل.|من فضلكم بلا إعلانات.|لم أشترك في هذا.",
        stop="توقف|من فضلكم لا تراسلوني بعد الآن.|إلغاء الاشتراك",
    ),
    Tongue(
        language="uk",
        country="UA",
        timezone="Europe/Kyiv",
        hours=2,
        given="Соломія|Максим|Дарина|Андрій|Злата|Богдан|Марта|Тарас|Ірина|Остап|Катерина|Назар|Олеся|Роман",
        family="Шевчук|Бондар|Мельник|Ткаченко|Лисенко|Кравець|Мороз|Гончар|Савчук|Романюк|Дяченко|Білик|Руденко|Поліщук",
        questions="Ви відкриті в неділю?|Чи повернувся апельсиновий пиріг?|Чи можна забронювати столик на шістьох у п’ятницю?|Моє замовлення з вівторка не прийшло, перевірите?|Я забула синій шарф, ви його не знайшли?",
        comments="Дуже смачно!|До суботи!|Яка ціна?|Найкраща кава.|Нарешті!",
        thanks="Дуже дякую!|Чудово, до зустрічі.|Супер, дякую.",
        annoyed="Чому ви мені пишете? Я лише питала про години роботи.|Будь ласка, без реклами.|Я на це не підписувалась.",
        stop="СТОП|Будь ласка, більше не пишіть мені.|відписатися",
    ),
    Tongue(
        language="hi",
        country="IN",
        timezone="Asia/Kolkata",
        hours=5,
        given="अनन्या|आरव|दीया|कबीर|ईशा|रोहन|मीरा|अर्जुन|तारा|विवान|सारा|देव|नेहा|समीर",
        family="शर्मा|वर्मा|मेहता|नायर|गुप्ता|कपूर|जोशी|पटेल|मिश्रा|राव|सिंह|दास|चौहान|अय्यर",
        questions="क्या आप रविवार को खुले हैं?|क्या संतरे का केक वापस आ गया?|क्या शुक्रवार को छह लोगों के लिए मेज़ मिल सकती है?|मंगलवार का मेरा ऑर्डर नहीं आया, क्या आप देखेंगे?",
        comments="बहुत बढ़िया!|शनिवार को मिलते हैं!|कीमत क्या है?|सबसे अच्छी कॉफ़ी।|आख़िरकार!",
        thanks="बहुत धन्यवाद!|बढ़िया, मिलते हैं।|ठीक है, शुक्रिया।",
        annoyed="आप मुझे क्यों लिख रहे हैं? मैंने सिर्फ़ समय पूछा था।|कृपया विज्ञापन न भेजें।",
        stop="रुकें|कृपया मुझे और न लिखें।",
    ),
    Tongue(
        language="ja",
        country="JP",
        timezone="Asia/Tokyo",
        hours=9,
        given="陽菜|蓮|結衣|湊|咲良|大翔|葵|悠真|凛|颯太|美月|樹|杏|航",
        family="佐藤|鈴木|高橋|田中|渡辺|伊藤|山本|中村|小林|加藤|吉田|山田|松本|井上",
        questions="日曜日は開いていますか?|オレンジケーキは戻ってきましたか?|金曜日に六人で予約できますか?|火曜日の注文が届いていません。確認してもらえますか?|青いマフラーを忘れました。ありましたか?",
        comments="おいしそう!|土曜日に行きます!|いくらですか?|最高のコーヒー。|待ってました!",
        thanks="ありがとうございます!|助かりました。|では、その時に。",
        annoyed="なぜ連絡してくるのですか?営業時間を聞いただけです。|宣伝は送らないでください。",
        stop="停止|もう連絡しないでください。",
        family_first=True,
    ),
    Tongue(
        language="zh",
        country="TW",
        timezone="Asia/Taipei",
        hours=8,
        given="怡君|承恩|雅婷|冠宇|思妤|柏翰|詩涵|宥廷|品妍|家豪|子晴|宗翰|語彤|彥廷",
        family="陳|林|黃|張|李|王|吳|劉|蔡|楊|許|鄭|謝|郭",
        questions="星期天有開嗎?|柳橙蛋糕回來了嗎?|星期五可以訂六個人的位子嗎?|我星期二的訂單還沒到,可以幫我看看嗎?|我的藍色圍巾忘在店裡,有找到嗎?",
        comments="看起來好好吃!|星期六見!|多少錢?|最好喝的咖啡。|終於!",
        thanks="謝謝你們!|太好了,到時見。|好的,感謝。",
        annoyed="為什麼一直傳訊息給我?我只是問營業時間。|請不要傳廣告。",
        stop="停止|請不要再傳訊息給我。",
        family_first=True,
    ),
)
BRAND_POSTS = (
    "The orange cake is back on Saturday, for as long as there are oranges.",
    "New on the shelf: Huila, washed, with a note of plum. Come and try it.",
    "We open at eight on Sunday. The kettle will be on.",
    "Thank you for the full house at last night’s cupping.",
    "Which bean shall we roast next Friday?",
    "The blue scarf by the window waits for its owner.",
    "Rain on the pier, soup in the pot.",
    "Our Ferry blend goes home with you in a brown bag. No bows.",
)
PITCHES = (
    "%",
    "sale",
    "offer",
    "discount",
    "deal",
    "buy now",
    "coupon",
    "voucher",
    "angebot",
    "rabatt",
    "oferta",
    "promo",
    "soldes",
)
"""Small words by which a fan knows an advertisement."""


def name_of(tongue: Tongue, number: int) -> str:
    """The so-many-th name of a language."""
    names = len(tongue.family.split("|"))
    given, family = tongue.pick("given", number), tongue.pick("family", number // names + number)
    if tongue.family_first:
        return family + given
    return f"{given} {family}"
