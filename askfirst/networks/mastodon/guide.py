"""What a person needs to connect an account, and what Mastodon does not let anybody do."""

from __future__ import annotations

from askfirst.networks.joining import Field, Guide, OAuth, Scope

SCOPES = (
    Scope(name="read:accounts", why="To know for whom we speak and who writes."),
    Scope(name="read:notifications", why="To see mentions, answers, favourites and followers."),
    Scope(name="read:statuses", why="To read private mentions and what they answer."),
    Scope(name="read:follows", why="To see who follows and who has blocked the account."),
    Scope(name="write:follows", why="To accept and decline follow requests."),
    Scope(name="write:statuses", why="To answer and to post."),
    Scope(name="write:media", why="To send files."),
)

GUIDE = Guide(
    needs=(
        "An account of the brand on a Mastodon server, and somebody who may sign in to it.",
        "The server's rules: each has its own about companies and advertising, and its moderators decide.",
    ),
    fields=(
        Field(name="instance", label="Server", help="Its name, such as social.example", is_place=True),
        Field(
            name="public_replies",
            label="Answers in public",
            is_required=False,
            choices={
                "public": "Everybody sees them in lists",
                "unlisted": "They stand only under what they answer",
            },
        ),
        Field(name="account_id", label="Number of the account", is_ours=True),
        Field(name="username", label="Name of the account", is_ours=True),
        Field(name="text_limit", label="Longest text", is_ours=True),
        Field(name="client_id", label="Client ID", is_ours=True),
        Field(name="client_secret", label="Client secret", is_secret=True, is_ours=True),
        Field(name="access_token", label="Access token", is_secret=True, is_ours=True),
    ),
    oauth=OAuth(
        authorize="server:/oauth/authorize",
        token="server:/oauth/token",  # noqa: S106 -- an address
        scopes=SCOPES,
        keeps={"access_token": "access_token"},
    ),
    limits=(
        "There are no private messages proper: the administrators of both servers can read them.",
        "Whoever is named in a private status with @ gets it too, so other names are refused there.",
        "A person's filter may drop what strangers write, and the sender is not told.",
        "Nobody tells whether something was read or delivered.",
    ),
)
