"""A word of stopping is heard in every language that we print; "non-stop" is none, and what may be one is read by a person."""

from __future__ import annotations

import pytest

from askfirst.networks import stopping
from askfirst.networks.stopping import Asks

pytestmark = pytest.mark.row("O1")
STOPS = [
    "STOP", "stop.", "Stop!!", "  stop  ", "ＳＴＯＰ", "“Stop”", "please stop", "Stop, please.", "Hi, please unsubscribe", "opt-out", "Opt out",
    "Stop messaging me", "don’t contact me", "/stop",
    "Stopp!", "Bitte abmelden", "ABMELDEN, danke", "keine E‑Mails mehr", "Lasst mich in Ruhe!",
    "¡Baja!", "Darme de baja, por favor", "no más correos", "CANCELAR SUSCRIPCIÓN",
    "توقف", "إلغاء الاشتراك", "توقف من فضلك", "الغاء الاشتراك، شكرا", "لا ترسلوا لي",
    "désabonner", "Me désinscrire, merci", "descadastrar", "disiscrivimi", "Uitschrijven aub", "avregistrera", "wypisz mnie proszę",
    "отписаться", "СТОП", "abonelikten çık", "退订", "退訂。", "配信停止", "수신거부", "הסירו אותי", "बंद करो",
]  # fmt: skip
MAYBES = [
    "Please stop sending me these", "How do I unsubscribe?", "Take me off that list or I'll call you", "I do not want to receive these any more",
    "Können Sie mich abmelden?", "Bitte schreibt mir nicht jeden Tag", "Ich will keine Werbung", "wann ist Stopp?",
    "no quiero recibir nada más", "¿Cómo puedo darme de baja?", "لا أريد رسائل كثيرة منكم", "ne m'écrivez plus le dimanche", "请不要再发给我了",
    "no more",
]  # fmt: skip
NOTHINGS = [
    "", "…", "non-stop", "Non‑stop", "nonstop", "We drive non-stop to Porto", "stopover", "The bus stop is closed", "Don't stop, I love these!",
    "Can I stop by tomorrow?", "full stop", "Are you open on Sunday?", "no more than two, please", "Planta baja o primer piso?",
    "cancelar mi pedido", "Quiero cancelar el pedido", "sin parar", "إلغاء الطلب رقم ١٢", "بدون توقف", "Der Haltestopper ist neu", "sans arrêt",
    "siparişimi iptal edin", "不停止营业吗", "stop " * 200,
]  # fmt: skip


@pytest.mark.parametrize("said", STOPS)
def test_a_word_of_stopping_alone_is_a_stop(said: str) -> None:
    assert stopping.read(said) is Asks.STOP
    assert stopping.is_stop("", subject=said)


@pytest.mark.parametrize("said", MAYBES)
def test_a_word_of_stopping_among_others_is_read_by_a_person(said: str) -> None:
    assert stopping.read(said) is Asks.MAYBE
    assert not stopping.is_stop(said)


@pytest.mark.parametrize("said", NOTHINGS)
def test_what_only_holds_such_a_word_asks_for_nothing(said: str) -> None:
    assert stopping.read(said) is Asks.NOTHING


def test_a_stop_in_the_subject_counts_whatever_the_words_are() -> None:
    assert stopping.read("How are you?", subject="STOP") is Asks.STOP
