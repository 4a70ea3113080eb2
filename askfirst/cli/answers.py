"""One answer of the policy, printed for people and as JSON: the words are `policy.explain`'s, the same as on the web."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from askfirst.cli import printing
from askfirst.policy.explain import help_line, reason_line
from askfirst.policy.model import Effect, Verdict, plain
from askfirst.policy.words import instant

if TYPE_CHECKING:
    from rich.text import Text

    from askfirst.policy.engine import Help, OpenWay
    from askfirst.policy.explain import Explanation
    from askfirst.policy.model import LayerAnswer, Reason

COLOURS = {
    Verdict.ALLOW: "bold green",
    Verdict.HOLD: "bold yellow",
    Verdict.DENY: "bold red",
    Effect.ALLOW: "green",
    Effect.HOLD: "yellow",
    Effect.DENY: "red",
    Effect.ADVISE: "cyan",
}


def show(explanation: Explanation) -> None:
    """Verdict, layers, reasons, what would help, what is open."""
    console = printing.console()
    console.print(headline(explanation))
    console.print(layers_line(explanation.decision.layers))
    for reason in explanation.reasons:
        console.print("  ", _coloured(reason_line(reason), COLOURS[reason.effect]), sep="")
    for layer in explanation.decision.layers:
        if layer.otherwise:
            printing.say(f"  {layer.otherwise} [{layer.layer}, where no rule decides]")
    _list("What would help", [help_line(one) for one in explanation.helps])
    _list("Open now", [one.way.title for one in explanation.ways])


def headline(explanation: Explanation) -> Text:
    """The verdict in capitals, its word, and how long it holds."""
    from rich.text import Text

    verdict = explanation.decision.verdict
    return Text.assemble((verdict.upper(), COLOURS[verdict]), f": {explanation.headline}")


def layers_line(layers: tuple[LayerAnswer, ...]) -> Text:
    """What each layer said, on one line."""
    from rich.text import Text

    line = Text("Layers: ")
    parts = [Text.assemble(f"{layer.layer} ", _verdict(layer)) for layer in layers]
    return line + Text(", ").join(parts)


def as_data(explanation: Explanation) -> dict[str, Any]:
    """The same answer for programs.  Instants are ISO 8601 in UTC."""
    decision = explanation.decision
    return {
        "verdict": str(decision.verdict),
        "headline": explanation.headline,
        "at": _when(decision.facts.now),
        "layers": [_layer(layer) for layer in decision.layers],
        "reasons": [_reason(reason) for reason in explanation.reasons],
        "next_change": {"at": _when(explanation.change.at), "verdict": str(explanation.change.verdict)}
        if explanation.change
        else None,
        "opens_at": None if explanation.opens_at is None else _when(explanation.opens_at),
        "would_help": [_help(one) for one in explanation.helps],
        "ways": [_way(one) for one in explanation.ways],
        "policy_version": decision.policy_version,
    }


def _verdict(layer: LayerAnswer) -> tuple[str, str]:
    return (str(layer.verdict), COLOURS[layer.verdict]) if layer.verdict else ("not asked", "dim")


def _layer(layer: LayerAnswer) -> dict[str, Any]:
    return {"layer": str(layer.layer), "verdict": plain(layer.verdict), "otherwise": layer.otherwise}


def _reason(reason: Reason) -> dict[str, Any]:
    source = reason.source
    return {
        "rule": reason.rule,
        "layer": str(reason.layer),
        "effect": str(reason.effect),
        "says": reason.says,
        "missing": list(reason.missing),
        "instead": list(reason.instead),
        "since": plain(reason.since),
        "until": plain(reason.until),
        "observed": plain(reason.observed),
        "confidence": str(reason.confidence),
        "source": {"title": source.title, "address": source.address, "read": plain(source.read)}
        if source
        else None,
    }


def _help(one: Help) -> dict[str, Any]:
    return {"says": help_line(one), "acts": [act.id for act in one.acts]}


def _way(one: OpenWay) -> dict[str, str]:
    return {"id": one.way.id, "title": one.way.title}


def _when(at: int) -> str:
    return instant(at).isoformat()


def _coloured(line: str, colour: str) -> Text:
    from rich.text import Text

    mark, _, rest = line.partition(" ")
    return Text.assemble((mark, colour), f" {rest}")


def _list(title: str, lines: list[str]) -> None:
    if lines:
        printing.say(f"{title}:")
    for line in lines:
        printing.say(f"  {line}")
