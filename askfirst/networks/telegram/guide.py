"""What a person needs to connect a bot, and what Telegram does not let anybody do."""

from __future__ import annotations

from askfirst.networks.joining import Field, Guide

GUIDE = Guide(
    needs=(
        "A bot: write /newbot to @BotFather in Telegram and keep the token that it answers with.",
        "For a group: add the bot to it, and make it an administrator if it should see reactions.",
        "For pushes: an address of this installation that can be reached by https from outside; otherwise choose polling.",
    ),
    fields=(
        Field(name="token", label="Token", help="From @BotFather, such as 123456:AbC…", is_secret=True),
        Field(
            name="receives_by",
            label="How messages come in",
            is_required=False,
            choices={
                "webhook": "Telegram pushes them to us",
                "polling": "We fetch them (works behind a firewall)",
            },
        ),
        Field(
            name="username", label="Name of the bot", help="Without the @, to see mentions", is_required=False
        ),
        Field(
            name="posts_to",
            label="Group or channel for public posts",
            help="@name, or its number beginning with -100",
            is_required=False,
        ),
        Field(
            name="business_connection",
            label="Business connection",
            help="Only where the bot speaks in a person's own account",
            is_required=False,
        ),
        Field(name="account_id", label="Number of the bot", is_ours=True),
        Field(name="username", label="Name of the bot", is_ours=True),
        Field(name="hook_secret", label="Secret of the webhook", is_secret=True, is_ours=True),
    ),
    limits=(
        "A bot cannot begin a chat: the person presses Start or writes first.",
        "Telegram never says whether a message was delivered or read, and tells of no deletions in a bot's own chats.",
        "Files above 20 MB that people send cannot be fetched by bots.",
        "Updates that nobody takes are dropped after 24 hours.",
    ),
)
