"""What the networks push: handshakes, batches, repeats, retries, and hooks that are switched off after too many failures.

A face puts events here (`Face.push`); `turn` sends what is due.  Only loopback addresses are ever called: whatever else is
registered is refused aloud, unless `names` says which loopback address stands for that host.
"""

from __future__ import annotations

import asyncio
import ipaddress
import random
import sys
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec

from askfirst.sandbox.things import Event, Parcel
from askfirst.sandbox.transcript import lowered

if TYPE_CHECKING:
    from collections.abc import Callable

    from askfirst.sandbox.face import Face, Faces
    from askfirst.sandbox.things import Hook
    from askfirst.sandbox.transcript import Transcript
    from askfirst.sandbox.world import World


class Manner(msgspec.Struct, kw_only=True):
    """How pushes go out; changed at any time, for all hooks."""

    batch: int = 1
    """Up to so many events in one push, never more than the network puts into one."""
    wait: float = 0.0
    """Seconds (by the world's clock) for which an event waits for others to go with it."""
    delay: float = 0.0
    """Seconds (by the world's clock) before anything goes out."""
    repeat_every: int = 0
    """Every so-many-th push is sent twice; 1: all of them, 0: none."""
    is_shuffled: bool = False
    """Out of order, by the world's seed."""
    echo: Literal["after", "before"] = "after"
    """Whether our own deeds are echoed after the answer to the call, or before it."""
    is_held: bool = False
    """Nothing goes out until `is_held` ends or somebody calls `flush`."""


class NotLoopback(ValueError):  # noqa: N818 -- a statement about the address
    """A hook's address leads away from this machine."""


class Pushes:
    """The sender.  `turn`, `flush` and `welcome` are called in the server's loop."""

    def __init__(self, world: World, transcript: Transcript) -> None:
        self.world = world
        self.transcript = transcript
        self.faces: Faces  # set by `Faces`
        self.manner = Manner()
        self.names: dict[str, str] = {}
        """Host of a registered address: the loopback address that stands for it (`hooks.harbour.test`: `127.0.0.1:8000`)."""
        self.wake: Callable[[], None] = _nothing
        """Tells the server's loop that there is something to do."""
        self._sent = 0
        self._client: httpx.AsyncClient | None = None

    # -- filling ---------------------------------------------------------------------------------------------------

    def put(self, face: str, hook: str, content: Any, *, is_echo: bool = False, after: float = 0.0) -> None:
        """An event for a hook; see `Face.push`."""
        now = self.world.now
        manner = self.manner
        wait = manner.delay + (manner.wait if manner.batch > 1 else 0.0) + after
        event = Event(
            number=self.world.count_up("event"),
            face=face,
            hook=hook,
            content=content,
            put_at=now,
            due_at=now + timedelta(seconds=wait),
            is_echo=is_echo,
        )
        self.world.events.append(event)
        self.world.changes += 1
        self.wake()

    # -- sending ---------------------------------------------------------------------------------------------------

    async def turn(self) -> int:
        """Send what is due, repeat what is due for it, check the hooks; how many requests went out."""
        if self.manner.is_held:
            return 0
        return await self._send_due(self.world.now) + await self._check_hooks()

    async def flush(self, *, only_echoes: bool = False) -> int:
        """Send at once whatever waits, due or not; how many requests went out."""
        with self.world.lock:
            parcels = self._pack(None, only_echoes=only_echoes)
            if not only_echoes:
                parcels = list(self.world.parcels.values())
        return await self._send_all(parcels)

    async def _send_due(self, now: datetime) -> int:
        with self.world.lock:
            self._pack(now)
            due = [parcel for parcel in self.world.parcels.values() if parcel.due_at <= now]
        return await self._send_all(due)

    async def _send_all(self, parcels: list[Parcel]) -> int:
        """In order for each hook, and to all hooks at once."""
        by_hook: dict[str, list[Parcel]] = {}
        for parcel in parcels:
            by_hook.setdefault(parcel.hook, []).append(parcel)
        await asyncio.gather(*(self._send_in_order(some) for some in by_hook.values()))
        return len(parcels)

    async def _send_in_order(self, parcels: list[Parcel]) -> None:
        for parcel in parcels:
            await self._send(parcel)

    def _pack(self, until: datetime | None, *, only_echoes: bool = False) -> list[Parcel]:
        """Turn the events that are due by then (`None`: all) into parcels."""
        chosen = [
            event
            for event in self.world.events
            if (until is None or event.due_at <= until) and (event.is_echo or not only_echoes)
        ]
        if not chosen:
            return []
        taken = {event.number for event in chosen}
        self.world.events = [event for event in self.world.events if event.number not in taken]
        if self.manner.is_shuffled:
            random.Random(f"{self.world.seed} {chosen[0].number}").shuffle(chosen)  # noqa: S311 -- repeatable, no secret
        by_hook: dict[str, list[Event]] = {}
        for event in chosen:
            by_hook.setdefault(event.hook, []).append(event)
        made = [parcel for name, events in by_hook.items() for parcel in self._parcels(name, events)]
        self.world.parcels.update({parcel.number: parcel for parcel in made})
        self.world.changes += 1
        return made

    def _parcels(self, name: str, events: list[Event]) -> list[Parcel]:
        hook = self.world.hooks.get(name)
        if hook is None or not hook.is_enabled:
            return []
        face = self.faces.all[events[0].face]
        size = max(1, min(self.manner.batch, face.retry.largest_batch))
        made = []
        for start in range(0, len(events), size):
            contents = [event.content for event in events[start : start + size]]
            parcel = self._parcel(face, hook, face.envelope(hook, contents))
            made.append(parcel)
            self._sent += 1
            if self.manner.repeat_every and self._sent % self.manner.repeat_every == 0:
                made.append(self._parcel(face, hook, parcel.body, is_repeat=True))
        return made

    def _parcel(self, face: Face, hook: Hook, body: bytes, *, is_repeat: bool = False) -> Parcel:
        now = self.world.now
        return Parcel(
            number=self.world.count_up("parcel"),
            face=face.name,
            hook=hook.id,
            body=body,
            made_at=now,
            due_at=now,
            is_repeat=is_repeat,
        )

    async def _send(self, parcel: Parcel) -> None:
        with self.world.lock:
            hook, face = self.world.hooks.get(parcel.hook), self.faces.all[parcel.face]
            is_ours = (
                self.world.parcels.pop(parcel.number, None) is not None
            )  # else another turn has taken it
            if not is_ours or hook is None or not hook.is_enabled:
                return
            headers = {"content-type": "application/json", **face.sign(hook, parcel.body)}
        status = await self._call(face, hook, "POST", hook.url, headers, parcel.body)
        with self.world.lock:
            self._settle(face, hook, parcel, status[0])
            self.world.changes += 1

    def _settle(self, face: Face, hook: Hook, parcel: Parcel, status: int) -> None:
        now, retry = self.world.now, face.retry
        if 200 <= status < 300:
            hook.failing_since, hook.failures, hook.last_good_at = None, 0, now
            return
        hook.failures += 1
        is_counted = not retry.disabling_status or status == retry.disabling_status
        hook.failing_since = (hook.failing_since or parcel.made_at) if is_counted else None
        if retry.disables_after and hook.failing_since and now - hook.failing_since >= retry.disables_after:
            self.disable(hook, f"nothing but failures since {hook.failing_since:%Y-%m-%d %H:%M} UTC")
        elif now - parcel.made_at < retry.gives_up_after and not parcel.is_repeat and retry.delays:
            wait = retry.delays[min(parcel.tries, len(retry.delays) - 1)]
            parcel.tries, parcel.due_at = parcel.tries + 1, now + timedelta(seconds=wait)
            self.world.parcels[parcel.number] = parcel

    def disable(self, hook: Hook, why: str) -> None:
        """Switch a hook off; what waited for it is dropped, as the networks do."""
        hook.is_enabled, hook.why = False, why
        kept = {number: parcel for number, parcel in self.world.parcels.items() if parcel.hook != hook.id}
        self.world.parcels = kept
        self.world.changes += 1

    # -- handshakes ------------------------------------------------------------------------------------------------

    async def welcome(self, face: Face, hook: Hook) -> str:
        """Do the handshake; what is wrong with the answer, or empty.  A network without one is always content."""
        with self.world.lock:
            knock = face.knock(hook)
        if knock is None:
            return ""
        parts = urlsplit(hook.url)
        query = "&".join(filter(None, (parts.query, urlencode(dict(knock.query)))))
        url = parts._replace(query=query).geturl()
        status, headers, body = await self._call(face, hook, knock.method, url, dict(knock.headers), b"")
        if not status:
            return "no answer"
        return knock.judge(status, headers, body)

    async def _check_hooks(self) -> int:
        now = self.world.now
        with self.world.lock:
            hooks = [hook for hook in self.world.hooks.values() if hook.is_enabled]
        checked = 0
        for hook in hooks:
            face = self.faces.of(hook.network)
            if face is None or face.retry.checks_every is None:
                continue
            last = _instant(hook.more.get("checked_at")) or hook.created_at
            while hook.is_enabled and last + face.retry.checks_every <= now:
                last = max(last + face.retry.checks_every, now - 5 * face.retry.checks_every)
                await self._check(face, hook, last)
                checked += 1
        return checked

    async def _check(self, face: Face, hook: Hook, at: datetime) -> None:
        wrong = await self.welcome(face, hook)
        with self.world.lock:
            hook.more["checked_at"] = at.isoformat()
            self.world.changes += 1
            if not wrong:
                hook.more.pop("bad_checks", None)
                hook.more["good_check_at"] = at.isoformat()
                return
            hook.more["bad_checks"] = hook.more.get("bad_checks", 0) + 1
            good = _instant(hook.more.get("good_check_at")) or hook.created_at
            is_forgiven = wrong == "no answer" and face.retry.tolerates and at - good < face.retry.tolerates
            if hook.more["bad_checks"] >= face.retry.failed_checks and not is_forgiven:
                self.disable(hook, f"{hook.more['bad_checks']} failed checks in a row: {wrong}")

    # -- the wire --------------------------------------------------------------------------------------------------

    async def _call(
        self, face: Face, hook: Hook, method: str, url: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """One request; status 0 where no answer came."""
        begun, status, note = time.perf_counter(), 0, ""
        answered: dict[str, str] = {}
        content = b""
        try:
            address = self.address(url)
            answer = await self._http().request(
                method,
                address,
                content=body or None,
                headers={"user-agent": f"sandbox-{face.name}", "host": urlsplit(url).netloc, **headers},
                timeout=face.retry.timeout,
            )
            status, answered, content = answer.status_code, lowered(answer.headers), answer.content
        except NotLoopback as error:
            note = str(error)
            sys.stderr.write(f"sandbox: {error}\n")
            with self.world.lock:
                self.disable(hook, note)
        except httpx.HTTPError as error:
            note = f"{type(error).__name__}: {error}"
        parts = urlsplit(url)
        self.transcript.add(
            at=self.world.now,
            direction="out",
            network=face.name,
            method=method,
            host=parts.netloc,
            path=parts.path,
            query=parts.query,
            headers=headers,
            body=body,
            status=status,
            answer_headers=answered,
            answer=content,
            note=note,
            milliseconds=(time.perf_counter() - begun) * 1000,
        )
        return status, answered, content

    def address(self, url: str) -> str:
        """The address that is called for a registered one.

        Raises:
            NotLoopback: it leads away from this machine.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        given = self.names.get(parts.netloc) or self.names.get(host)
        if given and is_here(given):
            return parts._replace(scheme="http", netloc=given).geturl()
        if not given and is_here(parts.netloc):
            return url
        raise NotLoopback(
            f"the hook {url} is not on this machine, so nothing was sent to it. "
            f"Register a loopback address, or say which one stands for {host!r}"
        )

    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(trust_env=False, follow_redirects=False, verify=False)  # noqa: S501 -- loopback only
        return self._client

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None


def is_here(netloc: str) -> bool:
    """Whether this host, with or without a port, is an address of this machine that nobody outside is reached by."""
    try:
        host = urlsplit(f"//{netloc}").hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _instant(written: Any) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _nothing() -> None:
    pass
