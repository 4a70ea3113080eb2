"""What Harbour Coffee's fans may ask to be told of, and the letter that Mara has begun to write to those who did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.brand.models import Channel, Member
from askfirst.campaigns import writing
from askfirst.campaigns.models import Campaign
from askfirst.consent import lists
from askfirst.consent.models import List

if TYPE_CHECKING:
    from askfirst.brand.models import Brand

NEWS = lists.Wanted(
    name="Roastery news",
    about="What we roast next and why, and when the orange cake is back.",
    most=2,
    days=30,
    keyword="roast",
    counts_links=True,
)
WORDS = {
    "en": (
        "Harbour Coffee writes to you by mail about its roasts and cupping evenings, at most twice a month. "
        "You can leave at any time, by one press in each mail."
    ),
    "de": (
        "Harbour Coffee schreibt dir per E-Mail über Röstungen und Verkostungen, höchstens zweimal im Monat. "
        "Du kannst jederzeit gehen, mit einem Druck in jeder Mail."
    ),
}
CAMPAIGN = "The December roast"
LETTER = writing.Words(
    subject="The December roast: Sidamo",
    preview="You chose it, we roast it on Friday.",
    text=(
        "Hello {{first_name|there}},\n\nmost of you wished for Sidamo, so that is what we roast on Friday: "
        "bergamot, honey, and a little of the smoke of the street.\n\n"
        "Come by on Saturday from 9:00, the first cup is on us.\n\nMara"
    ),
)


def set_up(brand: Brand) -> None:
    """The list, and as soon as there is a mailbox a letter that has been begun; each once."""
    mara = Member.objects.get(brand=brand, email="mara@harbour.test")
    news = List.objects.filter(brand=brand).first() or lists.make(mara, brand, NEWS, WORDS)
    mailbox = Channel.objects.filter(brand=brand, network="email").first()
    if mailbox and not Campaign.objects.filter(brand=brand).exists():
        writing.save(mara, writing.new(mara, news, mailbox, CAMPAIGN), LETTER, based_on=0)
