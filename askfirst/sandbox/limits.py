"""Quotas over a moving or a fixed window of time, counted from `World.uses`.

limit = Limit(name=f"x.dm.{user}", most=15, seconds=900)
if limit.left(world) == 0: raise Refused("too_many", reset=limit.reset(world))
world.use(limit.name)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from askfirst.sandbox.clock import EPOCH

if TYPE_CHECKING:
    from askfirst.sandbox.world import World


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """So many in so many seconds."""

    name: str
    most: int
    seconds: int
    is_fixed: bool = False
    """Windows stand next to each other from 1970 on (a calendar day: 86,400), rather than moving along."""

    def used(self, world: World) -> int:
        """How often within the window that now lies in."""
        now = world.now
        since = (
            self._begin(now) - timedelta(microseconds=1)
            if self.is_fixed
            else now - timedelta(seconds=self.seconds)
        )
        return sum(at <= now for at in world.uses_since(self.name, since))

    def left(self, world: World) -> int:
        return max(0, self.most - self.used(world))

    def reset(self, world: World) -> datetime:
        """When one more will be possible at the latest; now, where nothing was used."""
        now = world.now
        if self.is_fixed:
            return self._begin(now) + timedelta(seconds=self.seconds)
        uses = [at for at in world.uses_since(self.name, now - timedelta(seconds=self.seconds)) if at <= now]
        return uses[0] + timedelta(seconds=self.seconds) if uses else now

    def _begin(self, now: datetime) -> datetime:
        length = timedelta(seconds=self.seconds)
        return now - (now - EPOCH) % length
