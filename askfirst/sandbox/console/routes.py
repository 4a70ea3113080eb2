"""Where the console answers, and what its forms do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path as FilePath
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import Response

from askfirst.sandbox.console import behind, people, playing
from askfirst.sandbox.console.frame import SECURITY, back, page
from askfirst.sandbox.console.html import h
from askfirst.sandbox.face import Path, Refused
from askfirst.sandbox.faults import Fault
from askfirst.sandbox.memory import Unknown
from askfirst.sandbox.things import Deed, Kind, Media

if TYPE_CHECKING:
    from askfirst.sandbox.call import Call
    from askfirst.sandbox.server import Sandbox
    from askfirst.sandbox.things import Person

HERE = FilePath(__file__).parent
LARGEST_FILE = 10_000_000


class Console:
    """Pages and forms; every handler is called with the world's lock held."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.world = sandbox.world
        self.paths = [
            Path("GET", "/", self.all_people),
            Path("GET", "/console.css", lambda _call: _file("console.css", "text/css")),
            Path("GET", "/console.js", lambda _call: _file("console.js", "text/javascript")),
            Path("POST", "/people", self.add_person),
            Path("GET", "/people/{id}", self.person),
            Path("GET", "/people/{id}/{network}", self.person),
            Path("POST", "/people/{id}/{network}/join", self.join),
            Path("POST", "/people/{id}/{network}/do", self.do),
            Path("POST", "/people/{id}/{network}/settings", self.settle),
            Path("POST", "/clock", self.clock),
            Path("GET", "/transcript", self.transcript),
            Path("GET", "/transcript/{number}", self.entry),
            Path("GET", "/hooks", self.hooks),
            Path("GET", "/faults", self.faults),
            Path("POST", "/faults", self.add_fault),
            Path("POST", "/faults/clear", self.clear_faults),
        ]

    def complain(self, call: Call, error: Exception) -> Response:
        """A page for what cannot be shown or done."""
        status = 404 if isinstance(error, Unknown) else 400
        words = h(
            "div",
            h("h1", "That did not work"),
            h("p", str(error)),
            h("p", h("a", "All people", href="/")),
            class_="card",
        )
        return page(call, self.world, "That did not work", words, status=status)

    # -- people ----------------------------------------------------------------------------------------------------

    def all_people(self, call: Call) -> Response:
        return page(call, self.world, "People", people.overview(self.sandbox, call.query.get("q", "")))

    def add_person(self, call: Call) -> Response:
        name = call.form.get("name", "").strip()
        if not name:
            return back("/", refused="A person needs a name.")
        person = self.world.person(name[:200], language=call.form.get("language", "en")[:10] or "en")
        for face in self.sandbox.faces.all.values():
            for network in face.joined:
                self.world.join(person, network)
        return back(f"/people/{person.id}", said=f"{person.name} is there.")

    def person(self, call: Call) -> Response:
        person = self._person(call)
        network = call.params.get("network") or next(iter(person.profiles), "")
        shown = playing.show(self.sandbox, person, network, call)
        return page(call, self.world, person.name, shown)

    def join(self, call: Call) -> Response:
        person, network = self._person(call), call.params["network"]
        face = self.sandbox.faces.of(network)
        if face is None:
            raise Unknown(f"there is no network {network} here")
        self.world.join(person, network)
        return back(_at(person, network), said=f"{person.name} is on {network} now.")

    # -- what they do ----------------------------------------------------------------------------------------------

    def do(self, call: Call) -> Response:
        """One deed of a form, judged by the network's rules."""
        person, network, given = self._person(call), call.params["network"], call.form
        to = given.get("back") or _at(person, network)
        try:
            kind = Kind(given.get("kind", ""))
            more = {name[5:]: value for name, value in given.items() if name.startswith("more.") and value}
            if kind in _WORDS and not given.get("text", "").strip() and not self._has_file(call):
                return back(to, refused="Nothing was written, so nothing was sent.")
            deed = Deed(
                network=network,
                kind=kind,
                source=person.profiles.get(network, ""),
                target=given.get("target", ""),
                about=given.get("about", ""),
                text=given.get("text", "").replace("\r\n", "\n"),
                media=self._media(call),
                more=more,
            )
            self.sandbox.faces.play(deed)
        except Refused as no:
            rule = f" ({no.refusal.rule})" if no.refusal else ""
            return back(to, refused=f"{network} refuses: {no}{rule}")
        return back(to, said=_SAID.get(kind, "Done."))

    def settle(self, call: Call) -> Response:
        """The settings of a person, or of our account (`whose=account`), as the network has them."""
        person, network = self._person(call), call.params["network"]
        face = self.sandbox.faces.of(network)
        whose = call.form.get("whose", "") or person.profiles.get(network, "")
        chosen = {}
        for choice in face.choices if face else ():
            values, index = list(choice.values), call.form.get(choice.name, "")
            if index.isdigit() and int(index) < len(values):
                chosen[choice.name] = values[int(index)]
        self.sandbox.faces.play(Deed(network=network, kind=Kind.SET, source=whose, more=chosen))
        return back(call.form.get("back") or _at(person, network), said="Settings are kept.")

    def _person(self, call: Call) -> Person:
        found = self.world.people.get(call.params["id"])
        if found is None:
            raise Unknown("there is nobody of that number")
        return found

    def _has_file(self, call: Call) -> bool:
        return (
            any(file.content for file in call.files.values()) if call.type == "multipart/form-data" else False
        )

    def _media(self, call: Call) -> tuple[Media, ...]:
        if not self._has_file(call):
            return ()
        files = [file for file in call.files.values() if 0 < len(file.content) <= LARGEST_FILE]
        return tuple(
            Media(
                id=self.world.keep_file(file.content), type=file.type, name=file.name, size=len(file.content)
            )
            for file in files
        )

    # -- behind the stage ------------------------------------------------------------------------------------------

    def clock(self, call: Call) -> Response:
        clock, given = self.world.clock, call.form
        to = given.get("back") or "/"
        if given.get("move", "").lstrip("-").isdigit():
            clock.move(timedelta(seconds=int(given["move"])))
        elif "frozen" in given:
            (clock.freeze if given["frozen"] else clock.run)()
        elif "set" in given:
            try:
                clock.set(datetime.fromisoformat(given["set"]).replace(tzinfo=UTC))
            except ValueError:
                return back(to, refused="That is no day and time.")
        self.world.changes += 1
        return back(to, said=f"It is {self.world.now:%A %d %B %Y, %H:%M} UTC now.")

    def transcript(self, call: Call) -> Response:
        return page(call, self.world, "Transcript", behind.transcript(self.sandbox, call))

    def entry(self, call: Call) -> Response:
        number = call.params["number"]
        found = [one for one in self.sandbox.transcript.find() if str(one.number) == number]
        if not found:
            raise Unknown(f"the transcript has no entry {number} any more")
        return page(call, self.world, f"Entry {number}", behind.entry(found[0]))

    def hooks(self, call: Call) -> Response:
        return page(call, self.world, "Pushes", behind.hooks(self.sandbox))

    def faults(self, call: Call) -> Response:
        return page(call, self.world, "Faults", behind.faults(self.sandbox))

    def add_fault(self, call: Call) -> Response:
        given = call.form
        name, _, row = given.get("what", "").partition("/")
        if name not in behind.KINDS:
            return back("/faults", refused="Choose what shall go wrong.")
        fault = Fault(
            kind=name,  # type: ignore[arg-type]  # one of KINDS
            row=row,
            host=given.get("host") or "*",
            path=given.get("path") or "*",
            times=int(given.get("times") or 1) if (given.get("times") or "1").isdigit() else 1,
            seconds=3.0,
        )
        self.sandbox.faults.add(fault)
        return back("/faults", said="It waits for the next call that fits.")

    def clear_faults(self, _call: Call) -> Response:
        self.sandbox.faults.clear()
        return back("/faults", said="Nothing will go wrong any more.")


_WORDS = {Kind.WRITE, Kind.COMMENT, Kind.POST, Kind.ASK}
_SAID = {
    Kind.WRITE: "Sent.",
    Kind.COMMENT: "Your comment stands.",
    Kind.POST: "It is posted.",
    Kind.ASK: "Asked.",
    Kind.REPORT: "Reported.",
    Kind.BLOCK: "Blocked.",
    Kind.UNBLOCK: "No longer blocked.",
    Kind.DELETE: "Taken back.",
}


def _at(person: Person, network: str) -> str:
    return f"/people/{person.id}/{quote(network)}"


def _file(name: str, type_: str) -> Response:
    return Response((HERE / name).read_bytes(), 200, SECURITY, type_)
