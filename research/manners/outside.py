"""What the reader calls a pitch among texts that others collected: folders of mails or of newsgroup articles.

    python -m research.manners.outside FOLDER [FOLDER…] [--sample 50]

Each file of a folder is one text: a mail as it came (its subject and its plain body are read), or anything else as it is.
The texts are not kept in this repository; which were read, and what came out, stands in docs/quality/reading.md.
`--sample` prints so many of what was called a pitch, drawn by a fixed seed, for somebody to read: a mail that really sells
something is no false alarm, whatever its folder says.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import random
import re
from collections import Counter
from email.errors import MessageError
from pathlib import Path

from askfirst.manners.reading import Answer, Context, read
from research.manners.measure import Share

MOST = 2_000
"""Characters of a text that are read: what the composer sees is shorter than most mails."""
_HEADER = re.compile(r"\A(?:From |[A-Za-z][\w-]*: )")
_QUOTED = re.compile(r"^(?:>.*|On .* wrote:|-- ?)$", re.MULTILINE)


def text_of(raw: bytes) -> str:
    """Subject and plain body of a mail, without what it quotes; anything else as it is."""
    plain = raw.decode("utf-8", "replace")
    if not _HEADER.match(plain):
        return plain
    try:
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        part = mail.get_body(("plain",))
        body = part.get_content() if part else ""
        subject = str(mail.get("subject", ""))
    except (MessageError, LookupError, ValueError, KeyError, AttributeError, TypeError, IndexError):
        return ""
    return f"{subject}\n{_QUOTED.sub('', body)}" if isinstance(body, str) and body.strip() else ""


def main() -> None:
    """Read the folders, print a table, and a sample."""
    asked = argparse.ArgumentParser()
    asked.add_argument("folders", nargs="+", type=Path)
    asked.add_argument("--sample", type=int, default=0)
    wanted = asked.parse_args()
    called: list[tuple[str, str]] = []
    print(
        "| Texts | Read | Not checked | Unsure | Called a pitch | Share of the read |\n|---|---|---|---|---|---|"
    )
    for folder in wanted.folders:
        answers: Counter[Answer] = Counter()
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            text = text_of(file.read_bytes()).strip()[:MOST]
            if not text:
                continue
            answer = read(text, Context(language="en")).answer
            answers[answer] += 1
            if answer is Answer.PITCH:
                called.append((f"{folder.name}/{file.name}", text))
        of = sum(answers.values()) - answers[Answer.NOT_CHECKED]
        share = Share(answers[Answer.PITCH], of)
        print(
            f"| {folder.name} | {of} | {answers[Answer.NOT_CHECKED]} | {answers[Answer.UNSURE]} |"
            f" {answers[Answer.PITCH]} | {share} |",
            flush=True,
        )
    random.Random(1).shuffle(called)  # noqa: S311 -- the same sample whenever it is drawn
    for name, text in called[: wanted.sample]:
        print(f"\n--- {name}\n{' '.join(text[:420].split())}")


if __name__ == "__main__":
    main()
