"""How a command ends: its exit code, and one sentence where it did not do what was asked."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of every command; 2, for a wrong way to call one, is given by the parser of the command line."""

    YES = 0
    WRONG = 1
    USAGE = 2
    DENY = 3
    HOLD = 4


OF_VERDICT = {"allow": Exit.YES, "deny": Exit.DENY, "hold": Exit.HOLD}


class Failed(Exception):  # noqa: N818 -- what happened, said as such
    """The command could not do what was asked.  The message says what happened and what to do."""
