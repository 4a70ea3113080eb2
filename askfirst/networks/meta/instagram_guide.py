"""What a person reads before and while they connect an Instagram account."""

from __future__ import annotations

from askfirst.networks.joining import Field, Guide, OAuth, Scope
from askfirst.networks.meta.graph import APP_FIELDS

WANTED = (
    "comments",
    "live_comments",
    "mentions",
    "messages",
    "message_edit",
    "message_reactions",
    "messaging_postbacks",
    "messaging_optins",
    "messaging_seen",
    "standby",
)
"""The fields that we have pushed."""

GUIDE = Guide(
    needs=(
        "An Instagram account of the professional kind (business or creator), set to public.",
        "In the Instagram app: Settings, Messages, Connected tools, access to messages switched on.",
        "An app at developers.facebook.com of the type Business, with Instagram and Webhooks added.",
        "Advanced access to the permissions below, which Meta grants after a review; until then it works for testers.",
    ),
    fields=(
        Field(
            name="login",
            label="Kind of login",
            help="Instagram, where the account stands alone; Facebook, where it is linked with a Page.",
            choices={"instagram": "Instagram", "facebook": "Facebook, through a Page"},
        ),
        Field(
            name="account_id",
            label="Account ID",
            help="The number of the professional account.",
            is_required=False,
            is_ours=True,
        ),
        Field(
            name="page_id",
            label="Page ID",
            help="Of the Page that is linked with the account; only with Facebook as the kind of login.",
            is_required=False,
        ),
        *APP_FIELDS,
        Field(
            name="token",
            label="Access token",
            help="Of the account (Instagram), which we renew before its 60 days are over, or of the Page (Facebook).",
            is_secret=True,
        ),
    ),
    oauth=OAuth(
        authorize="www:/oauth/authorize",
        token="api:/oauth/access_token",  # noqa: S106 -- an address
        scopes=(
            Scope(name="instagram_business_basic", why="To know which account it is and read its posts."),
            Scope(name="instagram_business_manage_messages", why="To read and answer private messages."),
            Scope(name="instagram_business_manage_comments", why="To read and answer comments and mentions."),
        ),
        has_pkce=False,
        separator=",",
        client_id="app_id",
        client_secret="app_secret",  # noqa: S106 -- the name of a setting
        keeps={"access_token": "token"},
    ),
    review=(
        "We answer people who write to our Instagram account or comment on what it shows. Members of our team read "
        "these messages in one inbox and answer by hand. We write to nobody who has not written to us first: each "
        "answer is checked against the 24-hour window, the one private reply within seven days, and what the person "
        "has asked us to stop, before it leaves. instagram_business_manage_messages reads and answers private "
        "messages, instagram_business_manage_comments shows and answers comments, instagram_business_basic names the "
        "account. To try it: write to the account from a test account, open the inbox, answer; then send STOP and "
        "see that no further message can be sent."
    ),
    hook="App dashboard, Webhooks, Instagram: callback address and verify token (entered by us)",
    limits=(
        "A private message may be sent only within 24 hours after the person last wrote, and never first.",
        "A comment may be answered privately once, within seven days; a comment on a live video only while it runs.",
        "Nobody is told that a message was delivered, only that it was seen.",
        "Nothing can be posted from here: Instagram takes pictures by public address only.",
        "Files in private messages are taken only where the account is connected through a Page.",
        "Lists by Instagram's own opt-in need the Page too, and an app that Meta had admitted to it before September 2025.",
        "A token that nobody renews for 60 days is lost: the account must then be connected again.",
    ),
)
