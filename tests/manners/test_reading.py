"""Reading a text: what it is, which words made it so, where they stand in the text as it was written, and what is not checked."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askfirst.manners import reading
from askfirst.manners.letters import LONGEST, letters
from askfirst.manners.lexicon import NAMES, phrases
from askfirst.manners.reading import MOST_MARKS, Answer, Context, Kind, read
from askfirst.manners.rules import OF_A_PITCH, RULES
from askfirst.manners.scoring import Scores, Weights, score, weights
from askfirst.manners.tokens import Phrases, tokens

if TYPE_CHECKING:
    from pathlib import Path


def marked(text: str, rule: str, context: Context | None = None) -> list[str]:
    found = read(text, context or Context())
    return [text[mark.start : mark.end] for mark in found.marks if mark.rule == rule]


SPEAKS = [
    ("urgency", "Only today we have figs.", ["Only today"]),
    ("urgency", "Nur noch heute gibt es Feigen.", ["Nur noch heute"]),
    ("urgency", "Es la última oportunidad para los higos.", ["última oportunidad"]),
    ("offer", "There is a discount of 20 % off for you.", ["discount", "% off"]),
    ("offer", "Es gibt einen Gutschein für euch.", ["Gutschein"]),
    ("offer", "Hay descuentos para todos.", ["descuentos"]),
    ("price", "The bag is now €12 for you.", ["€12"]),
    ("price", "Die Tüte kostet jetzt 12 € für euch.", ["12 €"]),
    ("buy", "You can order now or see a table.", ["order now"]),
    ("buy", "Ihr könnt jetzt bestellen, wenn ihr wollt.", ["jetzt bestellen"]),
    ("buy", "Podéis venir, y compra ya el tuyo.", ["compra ya"]),
    ("self", "We offer all sorts of repairs to you.", ["We offer"]),
    ("self", "Wir bieten euch alle Reparaturen.", ["Wir bieten"]),
    ("self", "Ofrecemos todo tipo de arreglos.", ["Ofrecemos"]),
    ("soft", "Think of us when it rains in.", ["Think of us"]),
    ("soft", "Denkt an uns, wenn es reinregnet.", ["Denkt an uns"]),
    ("soft", "Piensa en nosotros si hay goteras.", ["Piensa en nosotros"]),
    ("team", "Join my team and be your own boss.", ["Join my team", "be your own boss"]),
    ("team", "Komm in mein Team, es gibt finanzielle Freiheit.", ["Komm in mein", "finanzielle Freiheit"]),
    ("team", "Únete a mi equipo y gana dinero.", ["Únete a mi", "gana dinero"]),
    ("contact", "If you like it, DM me about this.", ["DM me"]),
    ("contact", "Schreib mir eine Nachricht, wenn du magst.", ["Schreib mir eine"]),
    ("contact", "Si te gusta, escríbeme y lo vemos.", ["escríbeme"]),
    ("hype", "This is the most amazing thing that we have.", ["amazing"]),
    ("hype", "Das ist einfach unglaublich für uns alle.", ["unglaublich"]),
    ("hype", "Esto es una cosa increíble para todos.", ["increíble"]),
    ("link_drop", "https://shop.test/figs", ["https://shop.test/figs"]),
    ("salutation", "Dear Sir or Madam, this is for you.", ["Dear Sir or Madam"]),
    ("salutation", "Sehr geehrte Damen und Herren, das ist für Sie.", ["Sehr geehrte Damen und Herren"]),
    ("salutation", "Estimado cliente, esto es para usted.", ["Estimado cliente"]),
    ("liking", "Thanks for liking our page, that is kind.", ["Thanks for liking our"]),
    ("liking", "Danke fürs Liken, das ist nett von dir.", ["Danke fürs Liken"]),
    ("liking", "Gracias por seguirnos, es un placer.", ["Gracias por seguirnos"]),
    ("shouting", "You will see THE NEW ROOM on Friday.", ["THE NEW ROOM"]),
    ("shouting", "COME AND LOOK at this, it is HUGE", ["COME AND LOOK", "HUGE"]),
    ("exclaiming", "We have figs!!! And so much more", ["!!!"]),
    ("exclaiming", "Figs! Dates! Nuts!", ["! Dates! Nuts!"]),
    ("blame", "As I already said, it is in the letter.", ["As I already said"]),
    ("blame", "Wie bereits gesagt, das steht in dem Brief.", ["Wie bereits gesagt"]),
    ("blame", "Es culpa tuya que no esté.", ["Es culpa tuya"]),
    (
        "about_us",
        "We moved our shop, and our team and we are happy with our room.",
        ["We", "our", "our", "we", "our"],
    ),
    ("says_personal", "You can write to ana@fans.test about it.", ["ana@fans.test"]),
    ("asks_personal", "Please send us your order number here.", ["order number"]),
]
SILENT = [
    ("urgency", "The only museum that is open today is the small one."),
    ("offer", "We went off to see the boats, and the light was special."),
    ("price", "There were 12 of us, and 100 % of us were wet."),
    ("price", "Nobody takes € here, and 100 of us have £."),
    ("buy", "In the book there is a shop that nobody wants to buy."),
    ("self", "What do you offer to a guest who has everything?"),
    ("soft", "I think of my mother when I need a rest."),
    ("team", "Our football team has a new boss, and he is from here."),
    ("contact", "She told me that you write to nobody."),
    ("hype", "The grace of this place is what we like."),
    ("link_drop", "We wrote down how to store figs so that they keep: https://shop.test/figs"),
    ("salutation", "Dear Anna, this is for you."),
    ("liking", "Thanks for the photo of the harbour."),
    ("shouting", "The BBC and NASA are at the harbour, the UNESCO is not."),
    ("exclaiming", "We have figs! And that is all."),
    ("blame", "As I said, you were right about the letter."),
    ("about_us", "You moved your shop, and your team and we are happy with our room."),
    ("says_personal", "The number 12 bus is the one that you want."),
    ("asks_personal", "Which order do you like better?"),
]


@pytest.mark.row("O2")
@pytest.mark.parametrize(("rule", "text", "words"), SPEAKS)
def test_a_rule_finds_its_words_in_the_text_as_it_was_written(rule: str, text: str, words: list[str]):
    found = marked(text, rule)
    assert found == words


@pytest.mark.parametrize(("rule", "text"), SILENT)
def test_a_rule_leaves_alone_what_only_looks_like_it(rule: str, text: str):
    assert marked(text, rule) == []


ANNA = Context(name="Anna Weber", theirs=("I loved the tasting of Ethiopian beans in the harbour",))


@pytest.mark.row("E3")
def test_a_note_that_refers_to_nothing_of_theirs_is_noticed():
    boiler = "I would like to tell you about all that we have been doing."
    assert marked(boiler, "research_gap", ANNA) == [boiler]
    assert marked("You spoke of the tasting, and we have more of those beans.", "research_gap", ANNA) == []
    assert marked(f"Hi Anna, {boiler}", "research_gap", ANNA) != []  # a name alone is what a machine puts in
    assert marked(f"Hi Anna, {boiler}", "research_gap", Context(name="Anna Weber")) == []
    assert marked("Yes, we are.", "research_gap", ANNA) == []
    assert marked(boiler, "research_gap") == []


@pytest.mark.row("E3")
def test_a_copy_of_the_last_notes_is_noticed():
    before = Context(recent=("Hi Ben, it was good to see you at the fair on Friday, shall we talk?",))
    copy = "Hi Eva, it was good to see you at the fair on Friday, shall we talk?"
    assert marked(copy, "sameness", before) == [copy]
    assert marked("Thank you for the plum cake, it was gone in a minute.", "sameness", before) == []


@pytest.mark.row("E3")
def test_data_of_another_contact_is_noticed():
    others = Context(others=("Ben Okafor", "+44 20 7946 0018", "ben@fans.test", "x"))
    assert marked("You can reach him at 020 7946 0018, he is in.", "other_person", others) == []
    assert marked("Call +44 (0)20 79460018, or 44 20 7946-0018.", "other_person", others) == [
        "44 20 7946-0018"
    ]
    assert marked("I told BEN OKAFOR that ben@fans.test is old.", "other_person", others) == [
        "BEN OKAFOR",
        "ben@fans.test",
    ]
    assert marked("I told Anna that it is old.", "other_person", others) == []
    assert marked("İ told Ben Okafor that it is old.", "other_person", others) == []


HIDDEN = [
    ("𝗕𝘂𝘆 𝗻𝗼𝘄 if you like this", "buy", "𝗕𝘂𝘆 𝗻𝗼𝘄"),
    ("You can b\u200bu\u200by now if you like", "buy", "b\u200bu\u200by now"),
    ("You can buy nоw if you like", "buy", "buy nоw"),
    ("You can Вuy now if you like", "buy", "Вuy now"),
    ("You can B U Y  N O W if you like", "buy", "B U Y  N O W"),
    ("Es la u\u0301ltima oportunidad para ti", "urgency", "u\u0301ltima oportunidad"),
    ("🔥 Don’t miss out on this 🔥", "urgency", "Don’t miss out"),
]


@pytest.mark.parametrize(("text", "rule", "words"), HIDDEN)
def test_words_in_disguise_are_found_where_they_stand(text: str, rule: str, words: str):
    assert words in marked(text, rule)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "🔥🔥🔥",
        "???",
        "Спасибо большое за помощь, скидка 20 %",
        "ありがとうございます、今日だけ半額です",
        "خصم خاص لفترة محدودة فقط",
        "Merci à tous pour votre visite, nous avons une nouvelle offre pour vous",
        "Ons nieuwe assortiment is er, bestel nu met korting voor jou en je vrienden",
        "Grazie a tutti, questa settimana abbiamo una nuova offerta per voi",
        "Obrigado a todos, temos uma nova oferta para vocês esta semana",
        "Tack till er alla, vi har en ny rabatt för dig och det är bara idag",
        "Dziękuję za wszystko, mamy dla was nową ofertę i to jest super",
        "qwrtz plmk vbnx",
    ],
)
def test_what_has_no_rules_is_not_checked_and_never_fine(text: str):
    found = read(text)
    assert (found.is_checked, found.kind, found.pitch, found.answer) == (
        False,
        None,
        None,
        Answer.NOT_CHECKED,
    )
    assert found.shares == {}
    assert found.words == ()


def test_what_needs_no_language_is_noticed_in_every_language():
    found = read("СКИДКА 20 € http://shop.test/", Context(others=("shop.test",)))
    assert not found.is_checked
    assert found.rules >= {"price", "link_drop", "other_person"}


def test_a_known_language_is_believed_where_the_text_says_nothing_else():
    assert read("Mmmh Zimtschnecken", Context(language="de-AT")).language == "de"
    assert read("Mmmh Zimtschnecken").language == ""
    assert read("The shop is open and you are welcome", Context(language="de")).language == "en"
    assert read("la casa de un", Context(language="es")).language == "es"
    assert read("Спасибо", Context(language="de")).language == "ru"
    assert read("We went to see Борис at the harbour, and he was in").language == "en"


def test_an_answer_about_a_pitch_names_its_words():
    found = read("Only today: 20 % off all our beans. Order now while stocks last.")
    assert (found.kind, found.answer) == (Kind.PITCH, Answer.PITCH)
    assert found.pitch is not None
    assert found.pitch > 0.8
    assert {"Only today", "% off", "Order now"} <= set(found.words)
    assert sum(found.shares.values()) == pytest.approx(1)
    assert all(mark.about.why for mark in found.marks)


def scored(text: str, model: Weights | None) -> Scores:
    return score(text, tokens(text), set(), model)


def test_the_last_sentence_counts_for_itself(tmp_path: Path):
    """Who sells says so at the end: the same words mean more there."""
    file = tmp_path / "kinds.json"
    kept = {"bias": [0.0] * 6, "temperature": 1.0, "line": 0.6, "unsure": 0.4, "version": "7"}
    file.write_text(json.dumps({**kept, "weights": {"e:write to": [4.0, 0, 0, 0, 0, 0]}}))
    model = weights(file)
    at_the_end = scored("The boats are back. Write to us!", model).shares["pitch"]
    before = scored("Write to us!\nThe boats are back. 🚤", model).shares["pitch"]
    assert at_the_end > 0.4
    assert before < 0.2


def test_trained_weights_are_plain_numbers_and_name_the_words_they_used(tmp_path: Path):
    file = tmp_path / "kinds.json"
    kept = {"bias": [0.0] * 6, "temperature": 0.5, "line": 0.6, "unsure": 0.4, "version": "7"}
    rows = {
        "w:figs": [4.0, 0, 0, 0, 0, 0],
        "k:question": [0, 0, 9.0, 0, 0, 0],
    }
    file.write_text(json.dumps({**kept, "weights": rows}))
    model = weights(file)
    assert model is not None
    sold = scored("Figs and dates", model)
    assert (sold.version, sold.words, sold.line, sold.unsure) == ("7", ("figs",), 0.6, 0.4)
    assert max(sold.shares, key=sold.shares.__getitem__) == "pitch"
    asked = scored("Figs or unbelievably good dates? Yes!", model)
    assert max(asked.shares, key=asked.shares.__getitem__) == "conversation"
    assert scored("12 + 30", model).words == ()
    assert weights(tmp_path / "nothing.json") is None


def test_few_words_without_a_phrase_of_a_pitch_are_unsure_at_most(monkeypatch: pytest.MonkeyPatch):
    sure = Weights("7", (9.0, 0, 0, 0, 0, 0), {}, temperature=1.0, line=0.7, unsure=0.3)
    monkeypatch.setattr(reading, "weights", lambda: sure)
    assert read("Fletes, podas, changas, precio conversado, zona norte.").answer is Answer.UNSURE
    assert (
        read("Fletes, podas, changas y mudanzas en toda la zona norte y alrededores.").answer is Answer.PITCH
    )


def test_without_weights_the_rules_alone_tell_a_pitch():
    assert score("", [], {"buy", "offer"}, None).shares["pitch"] > 0.5
    assert score("", [], set(), None).shares["pitch"] < 0.2


def test_a_promotion_at_work_is_no_promotion():
    found = read("Congratulations on your promotion, Anna. So well deserved.")
    assert found.answer is Answer.NO_PITCH
    assert found.kind is Kind.PERSONAL
    assert found.words == ()


LONG = {
    "words": "a b " * 250_000,
    "pitch": "Buy now. " * 112_000,
    "one word": "x" * 1_000_000,
    "accents": "é" * 1_000_000,
    "digits": "0" * 1_000_000,
    "marks": "! " * 500_000,
    "dots": "a." * 500_000,
    "capitals": "SALE " * 200_000,
    "addresses": "a@b " * 250_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_document_of_a_million_letters_is_read_as_far_as_one_reads(text: str):
    began = time.process_time()
    found = read(text)
    assert time.process_time() - began < 2
    assert found.is_cut
    assert len(found.marks) <= MOST_MARKS


@given(
    st.text(max_size=200), st.sampled_from(["Only today", "Jetzt kaufen", "Compra ya", "İ", "ﬁ", "e\u0301"])
)
def test_every_mark_lies_in_the_text(text: str, more: str):
    whole = f"{text} {more}"
    for mark in read(whole, Context(recent=(whole,), name="Anna", others=("today",))).marks:
        assert 0 <= mark.start < mark.end <= len(whole)
        assert mark.rule in RULES


@given(st.text(max_size=300))
def test_plain_letters_know_where_they_stood(text: str):
    plain = letters(text)
    for at in range(len(plain.text)):
        start, end = plain.place(at, at + 1)
        assert 0 <= start < end <= len(text)


def test_every_language_has_every_rule_and_every_phrase_can_be_looked_up():
    for language in ("en", "de", "es"):
        assert phrases(language)
    assert set(NAMES) <= set(RULES)
    assert set(RULES) >= OF_A_PITCH
    assert len(letters("a" * (LONGEST + 1)).text) == LONGEST


def test_phrases_say_what_may_stand_in_them():
    found = Phrases({"one": "buy _ now", "two": "deliver*/send # bags?", "three": "# left"})

    def names(text: str) -> list[str]:
        return [hit.name for hit in found.find(tokens(text))]

    assert names("buy it now") == ["one"]
    assert names("buy 3 now") == []
    assert names("delivering 3 bags") == ["two"]
    assert names("send 3") == ["two"]
    assert names("send three") == []
    assert names("only 4 left") == ["three"]
    for wrong in ("_ now", "ab* now"):
        with pytest.raises(ValueError, match="begins with no word"):
            Phrases({"one": wrong})
