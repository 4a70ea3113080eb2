"""What a person reads before and while they connect an account on X."""

from __future__ import annotations

from askfirst.networks.joining import Field, Guide, OAuth, Scope

GUIDE = Guide(
    needs=(
        "An account on X for the brand, and a person who may sign in to it.",
        "An app at developer.x.com inside a project, with a plan that pays per use; reading and sending cost money there.",
        "In the app: user authentication set to read, write and direct messages, as a web app, with our address to return to.",
    ),
    fields=(
        Field(name="user_id", label="Number of the account", is_ours=True),
        Field(
            name="consumer_secret",
            label="API key secret",
            help="Keys and tokens, consumer keys. X signs with it what it pushes.",
            is_secret=True,
        ),
        Field(
            name="app_token",
            label="Bearer token of the app",
            help="Keys and tokens. Registers the address to which X pushes.",
            is_secret=True,
        ),
        Field(name="client_id", label="Client ID", help="Keys and tokens, OAuth 2.0."),
        Field(name="client_secret", label="Client secret", help="Beside the client ID.", is_secret=True),
        Field(
            name="consumer_key",
            label="API key",
            help="Only with keys of OAuth 1 in place of signing in.",
            is_required=False,
        ),
        Field(name="token", label="Access token (OAuth 1)", is_secret=True, is_required=False),
        Field(name="token_secret", label="Access token secret (OAuth 1)", is_secret=True, is_required=False),
    ),
    oauth=OAuth(
        authorize="web:/i/oauth2/authorize",
        token="api:/2/oauth2/token",  # noqa: S106 -- an address
        scopes=(
            Scope(
                name="tweet.read",
                why="To read posts, mentions and replies. Without it nothing public comes in.",
            ),
            Scope(name="tweet.write", why="To answer in public and to post."),
            Scope(name="users.read", why="To know who wrote, and for which account we speak."),
            Scope(name="dm.read", why="To read direct messages."),
            Scope(name="dm.write", why="To answer direct messages."),
            Scope(name="like.read", why="To see who likes a post of the account."),
            Scope(name="follows.read", why="To see who follows; X decides by it whom a message may reach."),
            Scope(name="media.write", why="To send pictures."),
            Scope(
                name="offline.access",
                why="To stay connected. Without it the connection ends after two hours.",
            ),
        ),
        has_basic_auth=True,
    ),
    limits=(
        "Encrypted messages (XChat) can be read in X only; here stands that there is one.",
        "Programs may answer in public only whoever mentioned or quoted the account, except with an enterprise contract.",
        "Nobody is told who blocks the account; it shows when a message is refused.",
        "A program reads direct messages of the last thirty days.",
    ),
)
