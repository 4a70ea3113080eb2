"""German."""

from __future__ import annotations

URGENCY = """
    nur heute
    nur noch heute/morgen/bis/wenige/#
    nur bis
    nur fur kurze
    letzte chance/gelegenheit/tage/plätze/stunden
    letzter tag
    nur/noch # plätze/stück/tage/stunden
    solange der? vorrat/vorrätig
    solange vorrat reicht
    schnell sein/zugreifen/sichern
    seid/sei schnell
    jetzt oder nie
    endet heute/morgen/am/bald/in
    läuft aus/ab
    nicht verpassen
    verpass* nicht
    verpasst nicht
    begrenzt*
    limitiert*
    beeil*
    zugreifen
    bevor es zu? spät/weg/vorbei
    bald ausverkauft
    fast ausverkauft
    bis mitternacht
"""
OFFER = """
    halben preis
    auf uns
    festpreis
    pauschal*
    doppelte punkte
    # nächte bleiben
    zwei zahlen
    ohne aufnahmegebühr
    ab # euro
    ab # im monat
    für einen euro
    erste monat
    das gibt es günstiger
    günstiger geworden
    frühbucher*
    frühpreis*
    statt # euro
    # euro das/die/pro/weniger/billiger
    rabatt*
    % rabatt/auf/günstiger/reduziert/billiger
    angebot*
    sonderangebot*
    aktionspreis*
    sparpreis*
    reduziert*
    zum halben preis
    halber preis
    gutschein*
    rabattcode*
    gratis*
    kostenlos* versand/lieferung/testen/probe/dazu
    versandkostenfrei*
    schnäppchen*
    preis ab
    schon ab
    ab nur
    für nur
    nur # euro/€
    spar* #
    bis zu # %
    jetzt sparen
    günstig*
    ausverkauf
    schlussverkauf
    sale
    deal
    deals
    black friday
    geschenkt dazu
    vorbestell*
    geld zurück
    bestpreis*
"""
BUY = """
    rufen sie uns an
    ruft uns an
    ruft an
    kommt vorbei
    kommt und kostet
    kommt und
    zum shop
    hier geht es zum
    heute noch wechseln
    nicht warten
    bestellungen bis
    werde meine kundin
    bei uns im laden
    entdecken sie
    entdeckt
    probefahrt
    termine am telefon
    melde dich heute
    preise vergleichen
    jetzt kaufen/bestellen/buchen/sichern/zugreifen/shoppen/anmelden/testen/holen/reservieren/vorbestellen
    gleich kaufen/bestellen/buchen/sichern/anmelden
    hier kaufen/bestellen/buchen/sichern/anmelden
    bestellt/bestell/bestellen jetzt/gleich/hier/euch/dir/sie
    kauft/kauf jetzt/gleich/hier
    bucht/buch/buchen jetzt/gleich/hier/sie
    holt/hol/holen euch/dir/sie
    sichert/sicher/sichern euch/dir/sie
    schnapp* euch/dir
    gönn* euch/dir
    link in bio/der/unserer
    klick* hier/auf/den
    besuch* unseren/unser/meinen/uns/mich
    im shop/onlineshop/laden erhältlich/verfügbar
    in unserem/meinem shop/onlineshop/laden/webshop
    ab sofort erhältlich/verfügbar/bei/im
    jetzt erhältlich/verfügbar/neu/online
    zum shop/angebot
    testet/teste unser*
    probier* unser*
    schaut/schau in unserem/meinem/unseren
    melde/meldet dich/euch jetzt/gleich/an
"""
SELF = """
    unsere/meine neue/neuen/neueste kollektion/produkte/angebote/kurse/speisekarte/linie/röstung/app
    unser/mein neues/neuer/neuester buch/kurs/shop/angebot/service/produkt/onlineshop/online-kurs
    unsere/meine produkte/leistungen/dienstleistungen/kurse/kunden/kundinnen
    wir bieten
    ich biete
    wir verkaufen
    ich verkaufe
    wir stellen vor
    endlich da
    ist da
    neu im sortiment/shop/angebot
    wir freuen uns _ zu präsentieren
    frisch eingetroffen
"""
SOFT = """
    auf den verlass
    ihr braucht einen
    sie suchen einen
    empfehlt mich
    empfehlt uns
    überlassen sie
    soll ich zeigen
    was ihnen entgeht
    warum mehr zahlen
    warum für
    darf ich ihnen
    wenn ich mich vorstellen
    erkläre ich
    ich betreue
    ich nehme
    im märz nehme
    ist hier richtig
    lohnt sich
    möglich machen
    gern beliefern
    hätten sie platz
    schauen wir zum
    ein neues dach
    hilfe beim
    denkt/denk/denken an uns/mich
    denkt/denk/denken sie? _? an uns/mich
    falls ihr/du/sie _? mal/jemand/jemanden/einmal
    wenn ihr/du/sie mal/jemanden/einen/eine/hilfe/interesse
    falls ihr/du/sie interesse/bedarf
    bei interesse
    bei bedarf
    wir/ich helfen/helfe euch/dir/ihnen/gerne/gern/unternehmen/firmen/menschen/frauen
    unverbindlich*
    kostenlose* beratung/erstgespräch/erstberatung/angebot/probestunde
    erstgespräch*
    kostenvoranschlag*
    kurzes gespräch/telefonat/video-call
    # minuten zeit/telefonieren/gespräch
    gerne ein? angebot
    empfehl* uns/mich weiter
    sagt es weiter
    erzähl* es euren/deinen
    firmen/unternehmen/betriebe/kunden wie sie/ihres/eures/ihnen
    ich bin auf ihre/deine/eure
    auf ihrer/eurer/deiner website/webseite/seite
    hätten/hättest/hättet sie/du/ihr interesse/lust
    haben/hast/habt sie/du/ihr interesse/lust
    ihren umsatz
    ihre kosten
    mehr kunden
    würde ich ihnen/dir/euch gerne/gern
    würden wir ihnen/dir/euch gerne/gern
    schauen/schaut/schau sie? gerne/gern/doch/mal
    wir hätten da
    vertrauen uns
"""
TEAM = """
    werde/werdet teil meines/unseres
    komm/kommt in mein/unser
    dein/sei eigener chef
    dein/sei dein eigener chef
    von zu hause aus? arbeiten/geld/verdienen
    geld verdienen
    nebenverdienst*
    nebeneinkommen
    zusatzeinkommen
    passives einkommen
    finanzielle* freiheit/unabhängigkeit
    geschäftsidee
    geschäftsmöglichkeit*
    geschäftschance
    einmalige* chance/gelegenheit
    werde/werdet berater*/beraterin/partner/partnerin/vertriebspartner*/botschafter*
    ohne vorkenntnisse
    unbegrenztes einkommen
    starterpaket
    starterset
"""
JOB = """
    pfleg*
    lohn*
    schicht*
    trainee*
    uberstunden
    leiter*
    leitung
    ingenieur*
    fahrer*
    koch
    kochin
    hausmeister*
    zeugnis*
    unbefristet*
    befristet*
    job/jobs
    tarif*
    stelle/stellen
    besetz*
    gesucht
    lehrstelle*
    lehre
    bewerb*
    kundigungsfrist
    einstell*
    personal*
    karriere*
    probezeit
    anstellung
    vertrag
    auszubildende*
    bilden
    ausbild*
    wir stellen ein
    wir suchen eine/einen/ab/dich/zum/verstärkung/noch/für/zwei/sie
    gesucht wird/werden
    stellenangebot*
    stelle als/frei/zu/bei
    freie stelle/stellen
    offene stelle/stellen
    deine/ihre/eure bewerbung
    bewerb* dich/euch/sie/bis/jetzt/unter/an
    bewerbung*
    lebenslauf*
    vorstellungsgespräch*
    vollzeit
    teilzeit
    minijob*
    ausbildungsplatz*
    ausbildung zum/zur/als
    azubi*
    praktikum*
    praktikant*
    werkstudent*
    gehalt*
    stundenlohn
    euro die stunde
    verstärkung für/gesucht
    kolleg* gesucht/für
    ihr/dein profil
    ihrem/deinem profil
    ihre/deine erfahrung
    neuen herausforderung
    beruflich*
    wechsel* interessiert
    festanstellung
    probearbeiten
    probetag
    arbeitsvertrag*
"""
CONTACT = """
    schreib* mir/uns eine?
    schick* mir/uns eine? pn/nachricht/dm
    meld* dich/euch/sie bei/sich
    meldet euch/dich bei/für
    per pn/dm
    kommentier* mit/info/ich
    ruf/ruft/rufen mich/uns/sie an/einfach/gerne
    kontaktier* uns/mich/sie
    nachricht an uns/mich
    infos per/auf
    mehr infos/informationen per/bei/unter/auf
    einfach melden
    antworten sie auf
"""
SALUTATION = """
    sehr geehrte damen und herren
    sehr geehrte damen
    sehr geehrte kundin/kunden/kundinnen/mitglieder/interessenten/bewerberin
    sehr geehrter kunde/interessent/bewerber/nutzer
    liebe kundinnen/kunden/kundin/freunde/fans/follower/followerinnen/alle/community/mitglieder/interessenten/leser/nachbarn
    lieber kunde/freund/follower/nachbar/interessent
    hallo zusammen/alle/leute/ihr/liebe/community/freunde
    hallo ihr lieben
    hi zusammen/leute/ihr
    hey leute/ihr/du
    guten tag
    an alle
    wen es betrifft
    werte kunden/kundinnen/damen
"""
LIKING = """
    danke fürs liken/folgen/like/abo/abonnieren/hinzufügen/vernetzen/gefällt
    danke für dein/deinen/das/euer/ihr/eure like/likes/folgen/abo/follow/gefällt
    danke dass du/ihr/sie mir/uns/unserer/unsere? folgst/folgt/folgen/gefällt
    dass du/ihr uns/mir/unserer seite? folgst/folgt
    weil du/ihr unsere? seite? gelikt/geliked/likt
    willkommen auf unserer/meiner seite
    schön dass du/ihr uns/mir/unserer folgst/folgt
"""
HYPE = """
    unglaublich*
    wahnsinn*
    sensationell*
    lebensverändernd*
    revolutionär*
    bahnbrechend*
    einzigartig*
    garantiert*
    der hammer
    mega
    krass*
    ein muss
    wunder*
    nie wieder
    das beste was
    genial*
    atemberaubend*
    geheimnis
"""
BLAME = """
    wie bereits/schon gesagt/erwähnt/geschrieben/mitgeteilt
    wie ich/wir bereits/schon
    sie hätten/haben _? lesen/wissen/müssen
    hättest/hätten du/sie
    offensichtlich
    selbst schuld
    selber schuld
    ihr problem/fehler
    dein problem/fehler
    nicht unser problem
    lesen sie doch?
    lies doch
    beruhig* sie/dich
    zum letzten mal
    dumm
    lächerlich
    unverschämt*
    idiot*
    blödsinn
"""
CHEER = """
    danke
    dank
    liebe
    lieber
    umarmung
    kuss
    mut
    bravo
    stolz
    vermisst
    gefehlt
    mutter
    vater
    mama
    papa
    oma
    opa
    baby
    hochzeit
    geburtstag
    beerdigung
    verlust
    krankenhaus
    freundlichkeit
    dankbar
    verzeih
    freund
    wunsche
    freuen
    helden
    ruhestand
    rente
    herzlichen glückwunsch
    glückwunsch*
    gratul*
    alles gute
    gute besserung
    tut uns/mir sehr? leid
    mein/unser beileid
    herzliches beileid
    wir denken an
    ich denke an
    danke für den/die/das/deine/deinen/eure/euren/ihre/ihren schöne*/schönen/tollen/tolle/lieben/liebe/nachricht/besuch/worte/foto
    vielen dank für den/die/das/deine/deinen/eure/ihre/ihren
    stolz auf
    viel erfolg/glück/spaß
    drücken die/dir/euch daumen?
    drücke dir/die
    wie geht's/geht
    wie war dein/euer/ihr/der/die/das
    schön dich/euch/sie dass/zu/gestern/wieder
    schön dass
    freue mich für
    freuen uns für/mit
    frohe weihnachten/ostern
    willkommen zurück
    bis bald/morgen/samstag/sonntag/dann
    was für ein/eine
    hoffe dir/du/es/ihr/der/die
"""
ASKING = """
    eure erste/erster/liebste
    euer erster/erstes/liebster
    wer hat
    habt ihr
    was wolltet
    woruber habt
    wofur
    von wem
    welcher film
    welches wort/buch
    ja nein
    helft uns
    wenn ihr
    ratet
    stimmt ab
    und ihr
    was war
    was meint/meinst/denkt/denkst/sagt/ist/trinkt/hört/lest ihr/du/euer/dein
    was ist euer/eure/dein/deine
    welche/welcher/welches _? ist/mögt/nehmt/würdet/habt/gefällt/war/soll
    wer von euch
    wer kennt/war/erinnert/hat/kommt/ist/mag
    erzählt/erzähl uns/mal/mir
    verratet/verrate uns/mir
    schreibt/schreib es? _? in die kommentare
    habt/hast/kennt/kennst/mögt/trinkt/erinnert ihr/du schon/noch/eine/einen/tipps/auch/euch?
    wie macht/trinkt/haltet/verbringt/findet/handhabt ihr/du?
    wo geht/trinkt/kauft/seid/lest ihr
    was würdet/würdest ihr/du
    stimmt/stimmen ab
    mich/uns interessiert/würde
    eure meinung/ideen/tipps
    süß oder
    tee oder
    lieber _ oder
    teilt eure
"""
USEFUL = """
    warnung
    frist
    eintritt
    gesperrt
    strecke
    tunnel
    waschen
    mischen
    minuten
    grad
    seife
    salz
    wasser
    spulen
    formular
    antrag
    bucherei
    museum*
    gemeinde
    gesetz*
    regel*
    anleitung
    erlos
    spende*
    benefiz*
    vergleich*
    vortrag
    wochenende
    man
    nie
    immer
    hilft
    lagern
    so gelingt/geht/macht/funktioniert/klappt/bleibt/erkennt/könnt
    tipp*
    anleitung*
    schritt für
    schritt eins/#
    wusstet/wusstest ihr/du
    wissenswert*
    rezept*
    fehler vermeiden
    häufigste* fehler
    der grund
    darum
    deshalb
    der unterschied zwischen
    neuer artikel/beitrag
    im blog
    auf dem blog
    faustregel
    der trick
    achtet/achte auf/darauf
    vermeide*
    statt*
    warum euer/dein/ihr/der/die/das/man
    öffnungszeiten
    geöffnet*
    geschlossen
    baustelle*
    laut einer
    studie*
    checkliste*
    für anfänger
    erklärt*
    woran man
    gut zu wissen
"""
SERVICE = """
    paket*
    quittung*
    rechnung*
    bote
    zugestellt
    zustell*
    umtausch*
    zuruck*
    irrtum*
    gesperrt*
    repar*
    kaputt*
    storn*
    notiert
    passwort*
    knopf
    bildschirm
    browser
    fehler*
    version
    kaution
    zahlung*
    verwendungszweck
    anbei
    lager
    allergie*
    behoben
    bestatigt
    soll ich
    konnten sie
    konnen sie
    abgebucht
    abbuch*
    monteur*
    vormerken
    verzeihung
    tut mir leid dass
    wie gewunscht
    empfang
    deine/ihre/eure bestellung/sendung/buchung/rechnung/lieferung/rückerstattung/anfrage/reservierung/zahlung/reklamation
    dein/ihr/euer paket/konto/termin/ticket/anliegen/auftrag
    ist unterwegs/versandt/angekommen/bestätigt/storniert
    wurde versandt/verschickt/erstattet/storniert/bestätigt/verschoben/behoben
    sendungsverfolgung
    entschuldig*
    das tut uns leid
    bitten um entschuldigung
    wir haben nachgesehen/geprüft/geschaut
    habe ich/nachgesehen geprüft?
    erstatt*
    ersatz*
    umtausch*
    werktage*
    bestellnummer*
    kundennummer*
    zurücksetzen
    einloggen
    anmelden können
    neu starten
    hilft dir/ihnen/euch das
    hat das geholfen
    kümmern uns/wir
    kümmere mich
    wir melden uns
    ich schaue/melde/prüfe/leite
    wir schauen/prüfen/schicken/leiten
    garantiefall
    techniker*
    danke für den/die/deinen/ihren hinweis/meldung
"""
TRADE = """
    preis*
    prospekt*
    katalog*
    paket/pakete
    kunde/kunden/kundin/kundinnen
    versichert
    probe/proben
    portfolio
    sortiment*
    verkauf*
    kollektion*
    gutschein*
    schnappchen
    abo/abos
    mitgliedschaft*
    box/boxen
    geschenk*
    pro person/stunde/monat
    das stuck
    der quadratmeter
    ab # euro
    festpreis*
    pauschale*
    gunstig*
    qualitat
    webinar*
    kurs/kurse
    weinprobe
    shop/laden/onlineshop/boutique
    mitbewerber*
    betriebe/betrieben
    angebot*
    kostenlos*
    gratis
    sparen
    spart
    verdien*
    einkommen
    bestell*
    buchen
    bucht
    verdient
    experte*
    losung*
    leistung*
    geldbeutel
    raten
    nachlass
    billiger
    reservier*
    erhaltlich
    lieferbar
    profitier*
"""
ME = "ich\nmich\nmir\nmein\nmeine\nmeinen\nmeinem\nmeiner\nmeines\nwir\nuns\nunser\nunsere\nunseren\nunserem\nunserer\nunseres"
YOU = (
    "du\ndich\ndir\ndein\ndeine\ndeinen\ndeinem\ndeiner\ndeines\nihr\neuch\neuer\neure\neuren\neurem\neurer"
    "\nsie\nihnen\nihre\nihren\nihrem\nihrer\nihres"
)
