"""What a person reads before and while they connect a page on LinkedIn."""

from __future__ import annotations

from askfirst.networks.joining import Field, Guide, OAuth, Scope

GUIDE = Guide(
    needs=(
        "A page of the organisation on LinkedIn, and a member who is its super admin.",
        "An app at linkedin.com/developers that the page has verified, with the product Community Management API.",
        "LinkedIn reviews that product twice; until the second review few calls a day are allowed and nothing is pushed.",
    ),
    fields=(
        Field(
            name="organization", label="Number of the page", help="In the address of the page's admin view."
        ),
        Field(name="app_id", label="Number of the app", help="In the address of the app among your apps."),
        Field(name="client_id", label="Client ID", help="Of the app, under Auth."),
        Field(
            name="client_secret",
            label="Client secret",
            help="Beside the client ID. LinkedIn signs with it what it pushes.",
            is_secret=True,
        ),
    ),
    oauth=OAuth(
        authorize="www:/oauth/v2/authorization",
        token="www:/oauth/v2/accessToken",  # noqa: S106 -- an address
        scopes=(
            Scope(
                name="r_organization_social_feed",
                why="To read comments and reactions. Without it nothing comes in.",
            ),
            Scope(name="w_organization_social_feed", why="To answer comments as the page."),
            Scope(name="w_organization_social", why="To post as the page."),
            Scope(name="rw_organization_admin", why="To see your role, and to have events pushed to us."),
            Scope(name="r_basicprofile", why="To name the member for whom events are pushed."),
        ),
        has_pkce=False,
    ),
    review=(
        "Members of our team answer comments on our organisation's page by hand, in one inbox. We read comments, "
        "mentions and reactions on the page's own posts, and write comments and posts that a member of the team wrote "
        "and approved. What LinkedIn members did is deleted after 48 hours, who they are after 24; only ids stay. We "
        "send no private messages by any program. To try it: comment on a post of the page, open the inbox, answer."
    ),
    hook="The app, Webhooks: our address (LinkedIn asks it at once and then every two hours)",
    limits=(
        "No program may write a private message for us: we open the page on which you write it, and you say whether you did.",
        "What members did may be kept for 48 hours and who they are for 24; after that only ids stay here.",
        "A reaction that is taken back, and who follows the page, LinkedIn does not tell.",
        "Files cannot be sent.",
    ),
)
