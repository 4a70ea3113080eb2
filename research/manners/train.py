"""Trains the weights by which a text's kind is told, and writes them as plain numbers.

    python -m research.manners.train [--only-say]

It needs scikit-learn, in an environment of its own or not; what it writes needs nothing: a logistic model of six kinds, one row of
numbers for each feature of `askfirst.manners.scoring.features`.  What it promises is told by cross-validation over hands: nobody's
texts are judged by a model that has read others of theirs.  The locked parts are not opened here.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from askfirst.manners.reading import Context, evidence
from askfirst.manners.scoring import FILE, KINDS, features, size
from research.manners.texts import ORDINARY, TRAINED, kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from research.manners.texts import Text

FOLDS = 5
STRENGTH = 6.0
"""Inverse of the ridge."""
LEAST_FAMILIES = 3
COUNTS_OF_FIRST, COUNTS_ORDINARY = 0.5, 3.0
"""What a text of the first two writers counts, who wrote many and much alike, and an ordinary one: disguised ones are three times
as many, and seldom in life."""
LINE, UNSURE = 0.7, 0.3
"""See `_say`: chosen of what cross-validation printed."""
TEMPERATURES = [round(0.5 + 0.05 * step, 2) for step in range(21)]
LEAST = {"g": 0.25}
LEAST_ELSE = 0.12
"""A feature is left out if no kind moves by more: four of ten remain, and say nearly the same."""

Row = dict[str, float]


class Linear(NamedTuple):
    """Numbers for each feature, one for each kind."""

    names: DictVectorizer
    rows: np.ndarray
    bias: np.ndarray

    def totals(self, seen: Sequence[Row]) -> np.ndarray:
        """The sums before they become shares."""
        found: np.ndarray = self.names.transform(seen) @ self.rows.T + self.bias
        return found


def row_of(text: Text) -> Row:
    """What is weighed of a text."""
    seen = evidence(text.text, Context(language=text.language))
    by_sort = features(seen.plain.text, seen.pieces)
    return {name: size(sort, len(named)) for sort, named in by_sort.items() for name in sorted(named)}


def fit(texts: Sequence[Text], seen: Sequence[Row]) -> Linear:
    """A model of these texts; a family of three texts counts less than three of one."""
    families: dict[str, set[str]] = defaultdict(set)
    for text, row in zip(texts, seen, strict=True):
        for name in row:
            families[name].add(text.family)
    used = {name for name, found in families.items() if len(found) >= LEAST_FAMILIES}
    names = DictVectorizer()
    table = names.fit_transform(
        [{name: value for name, value in row.items() if name in used} for row in seen]
    )
    many = Counter(text.family for text in texts)
    counts = [many[text.family] ** -0.5 * _counts(text) for text in texts]
    model = LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3)
    model.fit(table, [KINDS.index(text.kind) for text in texts], sample_weight=counts)
    rows = model.coef_ - model.coef_.mean(axis=0)
    least = [LEAST.get(name[0], LEAST_ELSE) for name in names.get_feature_names_out()]
    return Linear(names, rows * (np.abs(rows).max(axis=0) >= least), model.intercept_)


def shares(totals: np.ndarray, temperature: float) -> np.ndarray:
    """How likely each kind is."""
    raised = np.exp((totals - totals.max(axis=1, keepdims=True)) / temperature)
    return raised / raised.sum(axis=1, keepdims=True)


def temperature_of(totals: np.ndarray, kinds: np.ndarray) -> float:
    """By what the sums are divided so that a likelihood is worth its name: the least surprise about the true kinds."""
    of_truth = np.arange(len(kinds)), kinds
    return min(TEMPERATURES, key=lambda one: -float(np.log(shares(totals, one)[of_truth]).mean()))


def crossed(texts: Sequence[Text], seen: Sequence[Row]) -> np.ndarray:
    """The sums of models for texts whose hand they have not seen; of the first two writers' texts nothing is asked."""
    told = np.zeros((len(texts), len(KINDS)))
    hands = sorted({text.hand for text in texts if text.part == "hands"})
    folds = {hand: place % FOLDS for place, hand in enumerate(hands)}
    for fold in range(FOLDS):
        inside = [place for place, text in enumerate(texts) if folds.get(text.hand) != fold]
        outside = [place for place, text in enumerate(texts) if folds.get(text.hand) == fold]
        model = fit([texts[at] for at in inside], [seen[at] for at in inside])
        told[outside] = model.totals([seen[at] for at in outside])
    return told


def _counts(text: Text) -> float:
    if text.part != "hands":
        return COUNTS_OF_FIRST
    return COUNTS_ORDINARY if text.hand in ORDINARY else 1.0


def main() -> None:
    """Fit, say, write."""
    texts = [text for part in TRAINED for text in kept(part)]
    seen = [row_of(text) for text in texts]
    told = crossed(texts, seen)
    kinds = np.array([KINDS.index(text.kind) for text in texts])
    of_hands = np.array([text.part == "hands" for text in texts])
    temperature = temperature_of(told[of_hands], kinds[of_hands])
    print(f"temperature {temperature}")
    _say(texts, shares(told, temperature))
    if "--only-say" not in sys.argv:
        write(texts, fit(texts, seen), temperature)


def write(texts: Sequence[Text], model: Linear, temperature: float) -> None:
    """One row for each feature that moves a kind."""
    rows = zip(model.names.get_feature_names_out(), model.rows.T, strict=True)
    plain = {name: [round(float(one), 2) + 0.0 for one in row] for name, row in rows if row.any()}
    bias = [round(float(one), 3) for one in model.bias - model.bias.mean()]
    body = json.dumps({"bias": bias, "weights": plain}, ensure_ascii=False)
    card = {
        "texts": len(texts),
        "families": len({text.family for text in texts}),
        "by_part": dict(Counter(text.part for text in texts)),
        "by_kind": dict(Counter(text.kind for text in texts)),
        "by_language": dict(Counter(text.language for text in texts)),
        "strength": STRENGTH,
    }
    data = {
        "version": hashlib.sha256(body.encode()).hexdigest()[:8],
        "kinds": list(KINDS),
        "card": card,
        "temperature": temperature,
        "line": LINE,
        "unsure": UNSURE,
        **json.loads(body),
    }
    FILE.write_text(_written(data), encoding="utf-8")
    print(f"{len(plain)} features, {FILE.stat().st_size / 1000:.0f} kB")


def _written(data: dict[str, object]) -> str:
    """One feature a line: a change shows what it changed."""
    rows = data.pop("weights")
    assert isinstance(rows, dict)
    head = json.dumps(data, ensure_ascii=False, indent=1).removesuffix("\n}")
    lines = [
        f"{json.dumps(name, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}"
        for name, row in sorted(rows.items())
    ]
    return f'{head},\n "weights": {{\n' + ",\n".join(lines) + "\n }\n}\n"


def _say(texts: Sequence[Text], told: np.ndarray) -> None:
    """Precision and recall of a pitch, for ordinary texts and for disguised ones, at each line."""
    kinds = np.array([KINDS.index(text.kind) for text in texts])
    pitch, is_one = told[:, 0], kinds == 0
    of_hands = np.array([text.part == "hands" for text in texts])
    ordinary = of_hands & np.array([text.hand in ORDINARY for text in texts])
    for name, of in (("ordinary", ordinary), ("disguised", of_hands & ~ordinary)):
        print(f"{name}: {of.sum()} texts, {(told[of].argmax(1) == kinds[of]).mean():.1%} right of six kinds")
        for line in (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9):
            called = (pitch >= line) & of
            precision = (called & is_one).sum() / max(called.sum(), 1)
            print(
                f"  {line}: precision {precision:.3f}, recall {(called & is_one).sum() / (is_one & of).sum():.3f}"
            )


if __name__ == "__main__":
    main()
