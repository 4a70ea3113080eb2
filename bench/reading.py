"""Reading a text, against a scikit-learn pipeline and VADER: `python bench/reading.py [folder for their environment]`.

The others are installed into an environment of their own (about 300 MB), by uv where it is there; without a registry our own
time is told alone.  All read the 1,200 texts of two strangers in `research/manners`, one at a time, in one process each.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 7
ROOT = Path(__file__).resolve().parents[1]
OTHERS = """
import json, statistics, sys, time
texts = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
train = [one for one in texts if one["part"] != "strangers"]
locked = [one["text"] for one in texts if one["part"] == "strangers"]
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
pipe = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(C=10, max_iter=1000))
pipe.fit([one["text"] for one in train], [one["kind"] for one in train])
vader = SentimentIntensityAnalyzer()
def timed(call):
    best = [1e9] * len(locked)
    for _round in range(int(sys.argv[2])):
        for place, text in enumerate(locked):
            began = time.perf_counter(); call(text); best[place] = min(best[place], time.perf_counter() - began)
    return sorted(one * 1e6 for one in best)
kinds = [one["kind"] for one in texts if one["part"] == "strangers"]
said = pipe.predict(locked)
called = [kind == "pitch" for one, kind in zip(said, kinds) if one == "pitch"]
found = [one == "pitch" for one, kind in zip(said, kinds) if kind == "pitch"]
print(json.dumps({"scikit-learn": timed(lambda text: pipe.predict_proba([text])), "VADER": timed(vader.polarity_scores),
    "scikit-learn says": [sum(called) / max(len(called), 1), sum(found) / len(found), sum(a == b for a, b in zip(said, kinds)) / len(kinds)]}))
"""


def main() -> None:
    """Time all of them, and say the ratios."""
    sys.path.insert(0, str(ROOT))
    from askfirst.manners.reading import read
    from research.manners.texts import TRAINED, kept

    texts = [text.text for text in kept("strangers")]
    best = [float("inf")] * len(texts)
    for _round in range(ROUNDS):
        for place, text in enumerate(texts):
            began = time.perf_counter()
            read(text)
            best[place] = min(best[place], time.perf_counter() - began)
    ours = sorted(one * 1e6 for one in best)
    print(f"load average {os.getloadavg()[0]:.0f}; best of {ROUNDS} rounds for each of {len(texts)} texts")
    print(_line("ours", ours, ours))
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="askfirst-bench-"))
    folder.mkdir(exist_ok=True)
    laid_out = folder / "texts.jsonl"
    rows = [json.dumps(text._asdict()) for part in (*TRAINED, "strangers") for text in kept(part)]
    laid_out.write_text("\n".join(rows), encoding="utf-8")
    others = _others(folder, laid_out)
    for name in ("scikit-learn", "VADER"):
        if name in others:
            print(_line(name, others[name], ours))
    if others:
        precision, recall, right = others["scikit-learn says"]
        print(
            f"scikit-learn on the same texts: precision {precision:.2f}, recall {recall:.2f}, right {right:.2f}"
        )


def _line(name: str, found: list[float], ours: list[float]) -> str:
    median, p99 = statistics.median(found), found[int(len(found) * 0.99)]
    return f"{name}: median {median:.0f} µs, p99 {p99:.0f} µs, ratio to ours {median / statistics.median(ours):.1f}"


def _others(folder: Path, texts: Path) -> dict[str, list[float]]:
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "scikit-learn", "vaderSentiment"]
        if subprocess.run(install, check=False).returncode:
            print("The others cannot be installed here.")
            return {}
    ran = subprocess.run(
        [str(python), "-c", OTHERS, str(texts), str(ROUNDS)], check=True, capture_output=True, text=True
    )
    answer: dict[str, list[float]] = json.loads(ran.stdout)
    return answer


if __name__ == "__main__":
    main()
