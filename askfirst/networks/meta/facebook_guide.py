"""What a person reads before and while they connect a Facebook Page."""

from __future__ import annotations

from askfirst.networks.joining import Field, Guide, OAuth, Scope
from askfirst.networks.meta.graph import APP_FIELDS, VERSION

WANTED = (
    "feed",
    "mention",
    "messages",
    "messaging_postbacks",
    "messaging_optins",
    "messaging_optouts",
    "message_deliveries",
    "message_reads",
    "message_echoes",
    "message_edits",
    "message_reactions",
    "messaging_policy_enforcement",
    "standby",
)
"""The fields that we have pushed."""

GUIDE = Guide(
    needs=(
        "A Facebook Page, and a person who may manage its messages and its comments.",
        "An app at developers.facebook.com of the type Business, with Messenger and Webhooks added.",
        "Advanced access to the permissions below, which Meta grants after a review; until then it works for testers.",
    ),
    fields=(
        Field(name="page_id", label="Page ID", help="On the Page: About, Page transparency."),
        *APP_FIELDS,
        Field(
            name="token",
            label="Access token",
            help="Of the Page, or of a person who manages it: that one is exchanged for one of the Page.",
            is_secret=True,
        ),
    ),
    oauth=OAuth(
        authorize=f"www:/{VERSION}/dialog/oauth",
        token=f"graph:/{VERSION}/oauth/access_token",
        scopes=(
            Scope(name="pages_show_list", why="To find the Page among those that you manage."),
            Scope(
                name="pages_manage_metadata", why="To have events pushed to us. Without it nothing comes in."
            ),
            Scope(name="pages_messaging", why="To read and answer private messages."),
            Scope(name="pages_read_engagement", why="To read posts, comments and who reacted."),
            Scope(name="pages_read_user_content", why="To read what visitors write on the Page."),
            Scope(name="pages_manage_engagement", why="To answer comments in public."),
            Scope(name="pages_manage_posts", why="To publish posts of the Page."),
        ),
        has_pkce=False,
        separator=",",
        client_id="app_id",
        client_secret="app_secret",  # noqa: S106 -- the name of a setting
        keeps={"access_token": "token"},
    ),
    review=(
        "We answer people who write to our Page, comment on it or write on its wall. Members of our team read these "
        "messages in one inbox and answer by hand. We write to nobody who has not written to us first: each answer is "
        "checked against the 24-hour window, the one private reply within seven days, and what the person has asked "
        "us to stop, before it leaves. pages_messaging reads and answers private messages; pages_read_engagement and "
        "pages_read_user_content show the comment that is answered; pages_manage_engagement answers it in public; "
        "pages_manage_posts publishes posts that a member of the team wrote; pages_manage_metadata subscribes the "
        "Page to webhooks; pages_show_list lets the person choose the Page. To try it: write to the Page from a test "
        "account, open the inbox, answer; then send STOP and see that no further message can be sent."
    ),
    hook="App dashboard, Webhooks, Page: callback address and verify token (entered by us)",
    limits=(
        "A private message may be sent only within 24 hours after the person last wrote, and never first.",
        "A comment or a visitor's post may be answered privately once, within seven days.",
        "Nobody can see who follows a Page.",
    ),
)
