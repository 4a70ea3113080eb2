"""How a short text sounds, kind or cross, by words that say so in themselves.  Pure, and modest: mostly the answer is neither.

It reads six languages by small lists of words, and looks one or two words back for a negation.  What it does not know it
calls neither, and nothing is ever refused because of it: it only weighs what somebody did toward the brand.
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum

LONGEST = 2000
"""Characters that are read: how somebody begins is how they mean it."""
_REACH = 2
_PAUSE = "_"


def _said(words: str) -> frozenset[str]:
    return frozenset(words.split())


class Tone(IntEnum):
    """How it sounds."""

    CROSS = -1
    PLAIN = 0
    KIND = 1


_KIND = _said(
    "thanks thank thankyou love loved loving lovely great wonderful amazing awesome brilliant excellent fantastic perfect "
    "delicious beautiful best favourite favorite congratulations congrats bravo superb "
    "danke dankeschon super toll klasse wunderbar grossartig liebe lieblings hervorragend perfekt lecker spitze gluckwunsch "
    "gracias genial maravilloso maravillosa excelente encanta encantan encantado perfecto perfecta felicidades rico "
    "merci magnifique genial geniale adore excellent parfait parfaite delicieux felicitations "
    "grazie fantastico fantastica bellissimo bellissima ottimo ottima perfetto complimenti "
    "obrigado obrigada adorei maravilhoso maravilhosa otimo otima perfeito parabens"
)
_CROSS = _said(
    "terrible horrible awful worst hate hated angry furious disappointed disappointing disgusting rude useless broken scam "
    "refund complaint unacceptable ridiculous ashamed shame never-again ripoff "
    "schlecht schrecklich furchtbar schlimm enttauscht enttauschend wutend unverschamt frechheit betrug katastrophe nutzlos kaputt "
    "peor fatal horroroso decepcionado decepcionada enfadado enfadada estafa verguenza inaceptable "
    "nul nulle decu decue scandaleux honteux arnaque inadmissible furieux "
    "pessimo pessima deluso delusa vergogna truffa inaccettabile orribile "
    "horrivel decepcionado vergonha golpe inaceitavel"
)
_NO = _said(
    "not no never isnt wasnt dont didnt nicht kein keine nie nunca non ne pas jamais mai nao sin ohne without"
)
_KIND_SIGNS = frozenset("❤♥😍🥰😊😀😃😄👍👏🎉🙏💚💙💛🧡💜")
_CROSS_SIGNS = frozenset("😡😠🤬👎🤮")


def tone_of(text: str) -> Tone:
    """How a text sounds.  Kind and cross in one text are neither."""
    begun = text[:LONGEST]
    kind = sum(sign in begun for sign in _KIND_SIGNS)
    cross = sum(sign in begun for sign in _CROSS_SIGNS)
    words = _words(begun)
    for place, word in enumerate(words):
        if word not in _KIND and word not in _CROSS:
            continue
        is_kind = (word in _KIND) != _is_denied(words[max(place - _REACH, 0) : place])
        kind, cross = kind + is_kind, cross + (not is_kind)
    return Tone((kind > cross) - (cross > kind)) if not (kind and cross) else Tone.PLAIN


def _is_denied(before: list[str]) -> bool:
    """Of the words just before, those since the last comma or full stop deny what follows."""
    since = before[len(before) - before[::-1].index(_PAUSE) :] if _PAUSE in before else before
    return bool(_NO.intersection(since))


def _words(text: str) -> list[str]:
    """Small letters without marks, so that a word is found however it is typed; what an apostrophe joins is one word."""
    bare = "".join(
        sign for sign in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(sign)
    )
    joined = bare.replace("'", "").replace("’", "")
    return re.findall(r"[\w-]+", re.sub(r"[.,;:!?…]", f" {_PAUSE} ", joined))
