"""A world in a file: written whole or not at all, and read again by the next start."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from askfirst.sandbox.clock import Clock
from askfirst.sandbox.things import State
from askfirst.sandbox.world import World

if TYPE_CHECKING:
    from pathlib import Path

_TABLES = (
    "people",
    "profiles",
    "accounts",
    "apps",
    "tokens",
    "hooks",
    "posts",
    "threads",
    "messages",
    "asks",
    "credits",
)
_LISTS = ("edges", "likes", "acts")


def save(world: World, path: Path) -> None:
    """Write everything to one file."""
    with world.lock:
        written = msgspec.json.encode(state_of(world))
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(path.name + ".half")
    with half.open("wb") as file:
        file.write(written)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def load(path: Path) -> World:
    """The world as it was saved.  A clock that ran has gone on meanwhile; one that stood stands where it was.

    Raises:
        ValueError: the file holds no world; the sentence says why.
    """
    try:
        state = msgspec.json.decode(path.read_bytes(), type=State)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} holds no world of the sandbox: {error}") from error
    world = World(state.seed, _clock(state))
    fill(world, state)
    return world


def fill(world: World, state: State) -> None:
    """Put what was saved into an empty world."""
    for name in _TABLES + _LISTS:
        for thing in getattr(state, name):
            world.add(thing)
    world.counters, world.aliases = state.counters, state.aliases
    world.uses, world.files, world.own = state.uses, state.files, state.own
    world.events = state.events
    world.parcels = {parcel.number: parcel for parcel in state.parcels}


def state_of(world: World) -> State:
    """Everything as plain records."""
    tables: dict[str, Any] = {name: list(getattr(world, name).values()) for name in _TABLES}
    lists: dict[str, Any] = {name: getattr(world, name) for name in _LISTS}
    return State(
        seed=world.seed,
        offset_microseconds=0 if world.clock.is_frozen else world.clock.offset // timedelta(microseconds=1),
        frozen_at=world.now if world.clock.is_frozen else None,
        counters=world.counters,
        aliases=world.aliases,
        uses=world.uses,
        files=world.files,
        own=world.own,
        events=world.events,
        parcels=list(world.parcels.values()),
        **tables,
        **lists,
    )


def _clock(state: State) -> Clock:
    if state.frozen_at is not None:
        return Clock(state.frozen_at, is_frozen=True)
    return Clock(datetime.now(UTC) + timedelta(microseconds=state.offset_microseconds))
