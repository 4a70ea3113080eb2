"""The fixed cast of the demo, the stories and the tests: who they are and what they say.  All of them are made up.

Nothing here knows the product.  The order and the words never change by themselves, so that a scene can be repeated.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

MAILBOXES = "fans.test"
"""The domain of those who write by mail."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fan:
    """Somebody who follows the brand."""

    name: str
    language: str
    country: str
    email: str = ""
    """Empty for those who never write by mail."""

    @property
    def is_right_to_left(self) -> bool:
        return self.language in {"ar", "he"}

    @property
    def password(self) -> str:
        """Of the mailbox on the demo's own mail server."""
        return f"pw-{self.email.partition('@')[0]}"


ANA = Fan(name="Ana Ferreira", language="pt", country="PT", email=f"ana@{MAILBOXES}")
YUSUF = Fan(name="Yusuf Demir", language="tr", country="TR")
MEILING = Fan(name="林美玲", language="zh", country="TW", email=f"meiling@{MAILBOXES}")
LAILA = Fan(name="ليلى حداد", language="ar", country="JO")
NOAH = Fan(name="Noah Becker", language="de", country="DE", email=f"noah@{MAILBOXES}")
PRIYA = Fan(name="Priya Raman", language="hi", country="IN")
TOM = Fan(name="Tom Whitlock", language="en", country="GB")
"""Likes the page and never writes: nobody may write to him first."""
SOFIA = Fan(name="Sofía Ibáñez", language="es", country="MX")
KENJI = Fan(name="佐藤健二", language="ja", country="JP", email=f"kenji@{MAILBOXES}")
OLENA = Fan(name="Олена Коваль", language="uk", country="UA")
GRACE = Fan(name="Grace Mwangi", language="en", country="KE", email=f"grace@{MAILBOXES}")
THEO = Fan(name="Théo Marchand", language="fr", country="FR")
BARTHOLOMEW = Fan(
    name="Bartholomew Featherstonehaugh-Cholmondeley", language="en", country="GB", email=f"bart@{MAILBOXES}"
)

CAST = (ANA, YUSUF, MEILING, LAILA, NOAH, PRIYA, TOM, SOFIA, KENJI, OLENA, GRACE, THEO, BARTHOLOMEW)
TEAM_MAILBOX = ("hello@harbour.test", "pw-harbour")
"""The brand's own mailbox on the demo's mail server: address and password."""

OPENING_HOURS = "Olá! Abrem ao domingo? Quero levar a minha avó, ela adora o vosso bolo de laranja."
EMOJI_ONLY = "😍☕️🧡👩‍👩‍👧‍👦🇹🇷"
COMPLAINT = (
    "Mein Kaffee war heute kalt, und die Bedienung hat nur mit den Schultern gezuckt. "
    "Das ist das zweite Mal in zwei Wochen. Ich komme seit drei Jahren zu euch – was ist los?"
)
RIGHT_TO_LEFT = "مرحبًا، هل لديكم قهوة بدون كافيين؟ وهل يمكنني حجز طاولة لأربعة أشخاص يوم الخميس الساعة 19:30؟"
CHINESE = "你們好！請問週末有手沖咖啡課程嗎？我想帶我妹妹一起去，她是初學者。謝謝 🙏"
HINDI_AND_ENGLISH = "नमस्ते! I loved the Monsoon Malabar you had last week. क्या वह फिर से आएगी?"
MARKUP = (
    "Is this <b>bold</b>? <script>alert('no')</script> & \"quotes\" and a link https://example.test/?a=1&b=2"
)
UKRAINIAN = "Дякую за вчорашній вечір! Чи можна замовити два пакети зерен поштою?"
SHORT = "hola"
JAPANESE = "先日はありがとうございました。次の焙煎体験はいつですか。"
FRENCH = (
    "Bonjour, j’ai oublié mon écharpe bleue chez vous hier soir, près de la fenêtre. Vous l’avez trouvée ?"
)
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3


def long_letter() -> str:
    """5,000 characters exactly, in paragraphs: as much as one message may hold."""
    paragraph = (
        "I have been meaning to write this for a long time. When I moved here I knew nobody, and the corner table by "
        "the window was the first place that felt like mine. Your barista remembered my name on the third day. "
        "I wrote half of my thesis there, and all of the sad letters, and two of the happy ones.\n\n"
    )
    farewell = "\n\nYours, Grace"
    return (paragraph * 20)[: 5_000 - len(farewell)] + farewell


def picture() -> bytes:
    """A small PNG: a brown cup on a light ground, 48 by 32 pixels, made here so that no file is needed."""
    rows = [bytes([0]) + b"".join(_dot(x, y) for x in range(48)) for y in range(32)]
    head = (48).to_bytes(4) + (32).to_bytes(4) + bytes([8, 2, 0, 0, 0])
    body = zlib.compress(b"".join(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _dot(x: int, y: int) -> bytes:
    is_cup = 12 <= x < 32 and 10 <= y < 26
    is_handle = 32 <= x < 38 and 13 <= y < 22 and not (32 <= x < 35 and 16 <= y < 19)
    return bytes([120, 72, 40]) if is_cup or is_handle else bytes([244, 236, 224])


def _chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)
