"""Collects the words of the interface, those of kept sentences too."""

from __future__ import annotations

from typing import ClassVar

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """As Django's own; it also knows `askfirst.sentence`."""

    xgettext_options: ClassVar = [  # type: ignore[misc]  # Django's own is a list of the class too
        *makemessages.Command.xgettext_options,
        "--keyword=Sentence",
        "--keyword=counted:1,2",
    ]
