"""The words by which people ask for personal data, and what such data looks like: English, German and Spanish."""

from __future__ import annotations

import re

_NUMBERED = r"order|account|customer|booking|reservation|invoice|tracking|reference|contract|member(?:ship)?|ticket|client|policy|case"
_NUMMER = r"Bestell|Kunden|Konto|Auftrags|Rechnungs|Vertrags|Buchungs|Sendungs|Mitglieds|Vorgangs|Referenz|Reservierungs"
_NUMERO = r"pedido|cuenta|cliente|factura|reserva|contrato|seguimiento|referencia|socio"
_POSSESSIVE = r"(?:your|you're|ur|dein\w*|eur\w*|ihr\w*|tus?|sus?|vuestr[oa]s?)"

EMAIL = re.compile(r"[\w.+%'-]+@(?:[\w-]+\.)+[^\W\d_]{2,24}", re.IGNORECASE)
WEB_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)

PHONE = re.compile(r"(?<![\w+.,/-])(?:\+\d|00[1-9]|\(?0[1-9])[\d ()./-]{6,20}\d(?![\w/-])")
"""Written as a telephone number, whether or not such a number is in use."""

IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}\b", re.IGNORECASE)
CARD = re.compile(r"(?<![\w-])[3-6](?:[ -]?\d){12,18}(?![\w-])")

NUMBER = re.compile(
    rf"(?:\b(?:{_NUMBERED})(?:\s+(?:number|no\.?|nr\.?|id|code))?|\b(?:{_NUMMER})(?:nummer|nr\.?)|\bBestellung|\bAuftrag|\bIhre Nummer|"
    rf"\b(?:n[úu]mero|n[º°.]|c[óo]digo)\s+(?:de\s+)?(?:{_NUMERO})|\b(?:{_NUMERO}))"
    r"\s*(?:(?:is|was|lautet|ist|es)\s+)?[:#]?\s*(?:nr\.?|n[º°.]|no\.?)?\s*#?"
    r"(?P<value>(?=[A-Z0-9-]*\d[A-Z0-9-]*\d[A-Z0-9-]*\d)[A-Z0-9]+(?:[-/][A-Z0-9]+)*)(?![\w%€$£])",
    re.IGNORECASE,
)
"""What stands after the word for it and has three digits or more."""
HASH = re.compile(r"(?<![\w&/])#(?=[A-Z-]*\d{4})[A-Z0-9-]{5,20}\b")
"""`#A-10423`: what a shop prints; a tag that people follow has letters first and few digits."""

ADDRESSES = (
    # 12 Harbour Street, 221b Old Mill Rd
    re.compile(
        r"\b\d{1,5}[a-z]?,?\s+(?:[A-Z][\w'’-]*\s+){1,4}"
        r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Close|Court|Square|Terrace|Boulevard|Blvd|Crescent|Gardens|Mews)\b\.?"
    ),
    # SW1A 2AA
    re.compile(r"\b(?:GIR 0AA|[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?\s\d[ABD-HJLNP-UW-Z]{2})\b"),
    # Hafenstraße 12, Am Alten Markt 3a, Goethestr. 5
    re.compile(
        r"\b[A-ZÄÖÜ][\wäöüß.-]*(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|damm|ufer|markt)\s+\d{1,4}\s?[a-z]?\b"
    ),
    re.compile(
        r"\b(?:[A-ZÄÖÜ][\wäöüß-]+\s+){1,3}(?:Stra(?:ß|ss)e|Str\.|Weg|Platz|Allee|Markt|Ring)\s+\d{1,4}\s?[a-z]?\b"
    ),
    # 20457 Hamburg behind a comma or a new line
    re.compile(r"(?:(?<=, )|(?<=\n)|(?<=D-))\d{5}\s+[A-ZÄÖÜ][a-zäöüß]{2,}"),
    # Calle Mayor 14, Avda. de la Constitución, 3
    re.compile(
        r"\b(?:calle|c/|avenida|avda\.?|av\.|plaza|paseo|camino|carretera)\s*(?:(?:de|del|la|las|los|el)\s+)*"
        r"[A-ZÁÉÍÓÚÑ][\wáéíóúñü]*(?:\s+(?:(?:de|del|la|las|los)\s+)*[A-ZÁÉÍÓÚÑ][\wáéíóúñü]*){0,3},?\s*(?:n[º°.]\s*)?\d{1,4}\b",
        re.IGNORECASE,
    ),
)

ASKED = {
    "phone": re.compile(
        r"\b(?:(?:phone|telephone|mobile|cell|whatsapp)(?:\s+(?:number|no\.?))?|contact number"
        r"|(?:telefon|handy|mobil|r[üu]ckruf)-?nummer|n[úu]mero de (?:tel[ée]fono|m[óo]vil|celular)|tel[ée]fono|m[óo]vil|celular)\b",
        re.IGNORECASE,
    ),
    "email": re.compile(
        r"\b(?:e-?mail(?:\s+address|-?adresse)?|mail-?adresse|correo(?:\s+electr[óo]nico)?)\b", re.IGNORECASE
    ),
    "address": re.compile(
        r"\b(?:(?:home|postal|street|delivery|shipping|billing)?\s*address|post\s?code|zip(?:\s+code)?"
        r"|(?:liefer|post|wohn|haus|rechnungs)?-?(?:adresse|anschrift)|postleitzahl|direcci[óo]n|domicilio|c[óo]digo postal)\b",
        re.IGNORECASE,
    ),
    "number": re.compile(
        rf"\b(?:(?:{_NUMBERED})\s+(?:number|no\.?|id|code)|(?:{_NUMMER})(?:nummer|nr\.?)"
        rf"|n[úu]mero\s+de\s+(?:{_NUMERO}))(?!\w)",
        re.IGNORECASE,
    ),
    "bank": re.compile(
        r"\b(?:iban|sort code|bank details|bankverbindung|kontodaten|datos bancarios|cuenta bancaria)\b",
        re.IGNORECASE,
    ),
    "card": re.compile(
        r"\b(?:(?:credit|debit)?\s*card (?:number|details)|kreditkarten?(?:nummer|daten)|n[úu]mero de (?:la )?tarjeta)\b",
        re.IGNORECASE,
    ),
}
"""What is asked for, by the same words as a kind."""

YOURS = re.compile(rf"\b{_POSSESSIVE}\b", re.IGNORECASE)
ASKING = re.compile(
    r"\?|\b(?:please|pls|send|give|tell|share|provide|post|reply with|comment|leave|write|let us know|let me know|drop|confirm"
    r"|need|what(?:'s|’s| is| was)|bitte|schick\w*|send\w*|gib|geb\w*|nenn\w*|schreib\w*|teil\w*|mitteilen|brauch\w*|ben[öo]tig\w*|wie lautet"
    r"|por favor|env[íi]\w*|manda\w*|da(?:nos|me)|dime|dinos|ind[íi]ca\w*|facil[íi]ta\w*|necesit\w*|cu[áa]l es|escr[íi]b\w*|comp[áa]rte\w*)\b",
    re.IGNORECASE,
)
PRIVATELY = re.compile(
    r"\b(?:privately|in private|private(?:ly)? message|private reply|direct message|dm|dms|pm|inbox|not (?:here|in public)|never (?:post|share|write)|don['’]?t (?:post|share|write)"
    r"|privat\w*|direktnachricht|pn|nicht (?:hier|[öo]ffentlich)|por privado|en privado|mensaje (?:privado|directo)|md|no (?:publiques|escribas|compartas|publique|escriba|comparta))\b",
    re.IGNORECASE,
)
"""It asks for it in the right place, or asks to leave it out."""
SENTENCE = re.compile(r"[^.!?\n…]+(?:[.!?…]+(?=\s|$)|\.(?=\S)|\n|$)?")
