"""The small words of languages, without accents: what tells them apart in a sentence or two.

`SMALL` are articles, pronouns, prepositions and the commonest verbs; `CONTENT` what short comments are made of.
`LETTERS` are signs that one language writes and its neighbours do not.
"""

from __future__ import annotations

SMALL = {
    "en": """the and you your to of is are was we our for with this that it in on at be have has will can do not from they
        their what who how when where why i i'm i've it's you're we're don't can't would could should please just about all
        if or but by as an my me us any some so here there been were did does a up out more than then him her his she he
        let's that's there's didn't isn't won't i'll we'll you'll into over only these those which""",
    "de": """der die das und ist sind wir ihr du dich dir euch ich mich mir sie er es ein eine einen einem einer nicht mit
        auf fur von zu im in den dem des bei aus nach wie was wer wo wann warum auch noch nur schon kein keine hat haben habe
        wird werden kann konnen war waren sein ihre ihren ihnen unser unsere unseren unserem euer eure deine dein deinen
        deiner aber oder wenn dass weil uber unter vor durch um so sehr mehr jetzt hier da am zum zur beim als man sich uns
        bitte gibt habt seid bist konnt wurde hast mal doch ja gerne einfach alle alles vom ins gern wollt mochtest""",
    "es": """el la los las un una unos unas y de del que en es son con por para no se lo le les su sus tu tus te nos os mi
        mis me como mas pero muy si ya al este esta estos estas eso esa hay ser estar fue esta estamos tenemos tiene tienes
        puede puedes hoy aqui cuando donde quien cual porque sobre desde hasta sin todo todos toda nuestra nuestro nuestros
        nuestras vuestra vuestro vosotros ustedes usted yo ella ellos o u e era han ha he has hemos algo nada tambien solo
        cada entre quieres queremos gracias ti""",
    "fr": """le la les un une des et est sont nous vous je tu il elle ils pas ne que qui dans pour avec sur au aux du de ce
        cette ces mon ma mes ton votre vos notre nos mais ou si tres plus c'est j'ai n'est d'un d'une qu'il etre avoir fait
        bien tout tous comme sans chez y a merci l'on quand j'aime etait""",
    "it": """il lo la i gli le un uno una e di del della dei delle che in con per non si e sono ho hai ha abbiamo siamo mi
        ti ci vi questo questa questi come piu ma anche se molto tutto tutti nostro nostra vostro tuo tua al alla nel nella
        da dal cosa quando dove perche grazie o sei era""",
    "pt": """o a os as um uma e de do da dos das que em no na nos nas com por para nao se e sao foi tem temos voce voces eu
        nos seu sua seus nosso nossa mais mas muito ja ao aos isso este esta como quando onde porque obrigado obrigada esta
        voce meu minha pelo pela tudo todos""",
    "nl": """de het een en van is zijn niet met op voor ik je jij jullie wij we u hij ze zij dat dit die deze aan bij naar
        om te er ook nog maar wel geen wat wie hoe waar heb hebt heeft hebben kan kunnen wordt worden onze ons jouw uw als
        dan of door uit over in graag bedankt mijn was""",
    "sv": """och att det som en ett pa ar av for med till den inte om har vi ni du jag de han hon sig men var fran nar hur
        vad kan ska mycket bara tack oss er min mitt din ditt eller hos alla efter har""",
    "da": """og at det som en et pa er af for med til den ikke om har vi i du jeg de han hun sig men var fra nar hvordan
        hvad kan skal meget bare tak os jer min mit din dit eller hos alle efter eller blev""",
    "no": """og at det som en et pa er av for med til den ikke om har vi dere du jeg de han hun seg men var fra nar hvordan
        hva kan skal mye bare takk oss min mitt din ditt eller hos alle etter ble noe""",
    "pl": """i w na z do nie jest sie to ze jak co ale czy tak po za od przez dla przy juz tylko bardzo jestem sa mamy masz
        moj twoj nasz nasze nasza wasz o ten ta te tym byl bylo dziekuje prosze moze gdzie kiedy""",
    "cs": """a v na se je to ze jak co ale ne po za od pro pri uz jen velmi jsem jsou mame mate muj tvuj nas nase vas o ten
        ta byl bylo dekuji prosim muze kde kdy jsme jste nebo si""",
    "tr": """ve bir bu da de icin ile cok ne var yok mi ben sen biz siz o ama gibi daha en her sey kadar sonra once degil
        olan olarak tesekkurler lutfen nasil nerede bizim sizin benim""",
    "ro": """si de la in cu pe nu este sunt un o pentru din ca mai sa se am ai are avem aveti noi voi eu tu el ea dar foarte
        cum ce cand unde multumesc va rog acest aceasta al ale lui""",
    "hu": """a az es egy nem is hogy van volt meg de csak mar nagyon en te mi ti ez ami aki mint vagy ha ki be fel le
        koszonom kerem hol mikor hogyan nekunk minden""",
    "id": """yang dan di ke dari ini itu untuk dengan tidak ada kami kita anda saya aku kamu dia mereka bisa sudah akan juga
        atau pada dalam seperti apa siapa kapan terima kasih""",
    "fi": """ja on ei se etta mutta niin kuin olen ovat oli me te han he mina sina tama nyt vain myos kun jos mita kiitos
        meilla teilla hyva ole kanssa""",
    "ca": """el la els les un una i de del que en es son amb per no se ho li seu seva tu us nosaltres meva meu com mes pero
        molt ja aquest aquesta hi ha ser esta gracies quan on perque tot tots som""",
}

CONTENT = {
    "en": """thanks thank hello hi hey dear good great love today tomorrow week day new free sale order buy shop sorry happy
        congratulations welcome morning evening friend friends people time help know want need make see look think really
        friday saturday sunday monday tuesday wednesday thursday coffee house work off yes ok okay nice best beautiful delivery
        team job apply join link bio offer offers save limited now last chance open closed looking hiring""",
    "de": """danke hallo liebe lieber guten morgen tag heute neue neuen neuer neues kaffee woche angebot angebote kostenlos
        gratis rabatt kaufen bestellen bestellung jetzt super toll tolle schon schone gluckwunsch herzlichen willkommen freitag
        samstag sonntag montag dienstag mittwoch donnerstag leute frage fragen hilfe team stelle bewerbung sehr geehrte damen
        herren grusse lieferung prozent euro sparen sichern freuen freut lecker laden wieder immer beste besten""",
    "es": """hola buenos buenas dias tardes gracias querido querida senores estimado estimada felicidades feliz oferta
        ofertas gratis descuento comprar compra pedido pedidos ahora manana semana nuevo nueva nuevos cafe tienda ayuda
        pregunta equipo trabajo empleo viernes sabado domingo lunes martes miercoles jueves gente amigos mejor enlace precio
        envio aprovecha ultima oportunidad genial bueno buena lindo rico ricos casa bienvenidos aprovechad""",
    "fr": "bonjour merci bonsoir salut gratuit offre commande aujourd'hui demain semaine nouveau nouvelle bravo felicitations",
    "it": "ciao buongiorno buonasera offerta gratis ordine oggi domani settimana nuovo nuova complimenti auguri",
    "pt": "ola bom dia boa noite oferta gratis pedido hoje amanha semana novo nova parabens",
    "nl": "hallo goedemorgen aanbieding gratis bestelling vandaag morgen week nieuw nieuwe gefeliciteerd leuk lekker",
}

LETTERS = {
    "es": "ñ¿¡",
    "de": "ßäöü",
    "fr": "çèêœù",
    "pt": "ãõç",
    "it": "òì",
    "sv": "åäö",
    "da": "øåæ",
    "no": "øåæ",
    "fi": "äö",
    "pl": "łżźśćąę",
    "cs": "řěšůžč",
    "tr": "ğışİ",
    "ro": "țșăâ",
    "hu": "őűöü",
    "ca": "·ç",
}
