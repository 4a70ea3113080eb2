"""How Harbour Coffee's team works through its inbox: labels, teams, ready words, a macro, two rules and its hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.brand import teams
from askfirst.brand.models import Member
from askfirst.inbox import labels
from askfirst.inbox.models import Label
from askfirst.work import automations, canned, hours, macros, views
from askfirst.work.models import Automation

if TYPE_CHECKING:
    from askfirst.brand.models import Brand
    from askfirst.work.steps import Step

LABELS = {"Order": Label.Colour.BLUE, "Complaint": Label.Colour.RED, "Compliment": Label.Colour.GREEN}
WORDS = {
    "hours": "Hello {first_name|there}, we are open Monday to Saturday from 7:30 to 18:00, and on Sunday from 9:00 to 16:00.",
    "thanks": "Thank you, {first_name|and good to hear from you}. That made our morning.",
    "order": "Hello {first_name|there}, I look into your order now. May I have its number?",
}
WEEK = {str(day): [("07:30", "18:00")] for day in range(6)} | {"6": [("09:00", "16:00")]}


def set_up(brand: Brand) -> None:
    """Once, when the brand is founded."""
    owner = Member.objects.get(brand=brand, email="olivia@harbour.test")
    care = Member.objects.get(brand=brand, email="caleb@harbour.test")
    marked = {name: labels.save(owner, name, colour) for name, colour in LABELS.items()}
    teams.save(owner, "Roastery", [owner.pk])
    counter = teams.save(owner, "Counter", [care.pk])
    for name, text in WORDS.items():
        canned.keep(owner, canned.Words(name=name, text=text, is_for_team=True))
    put_away: list[Step] = [
        {"do": "label", "label": marked["Compliment"].pk},
        {"do": "state", "to": "no_reply"},
    ]
    macros.save(owner, "A compliment", put_away)
    _rule(
        owner,
        "Orders go to the counter",
        ["order", "parcel"],
        [{"do": "team", "team": counter.pk}, {"do": "label", "label": marked["Order"].pk}],
    )
    _rule(
        owner,
        "Complaints come first",
        ["refund", "broken", "never came"],
        [{"do": "label", "label": marked["Complaint"].pk}, {"do": "priority", "to": 1}],
    )
    hours.save(owner, WEEK, [], is_away_on=False, away_text="")
    views.save(owner, "Closing soonest", "?sort=closing", is_shared=True)


def _rule(owner: Member, name: str, words: list[str], steps: list[Step]) -> None:
    wanted = automations.Wanted(
        name=name, when=Automation.When.MESSAGE, conditions={"words": words}, steps=steps
    )
    automations.save(owner, wanted)
