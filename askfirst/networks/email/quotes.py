"""What is new in a mail, apart from the history that it quotes."""

from __future__ import annotations

import re

_QUOTED = re.compile(r"\s{0,3}[>|]")
_ATTRIBUTION = re.compile(
    r"(?:^(?:On|Am|Le|El|Il|Em|Op|Den|Dne|Em|W dniu|Vào)\b.{5,200}"
    r"(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev|napsal|napisał)\b.{0,120}:\s*$)"
    r"|(?:^.{5,200}(?:写道|のメール|написал\(?а?\)?|wrote|schrieb|a écrit|escribió)\s*[::]\s*$)"
    r"|(?:^.{5,200}(?:כתב|كتب).{0,120}[::]\s*$)",
    re.IGNORECASE,
)
_DIVIDER = re.compile(
    r"^\s*-{2,}\s*(?:Original Message|Original-Nachricht|Ursprüngliche Nachricht|Message d'origine|Mensaje original"
    r"|Messaggio originale|Mensagem original|Oorspronkelijk bericht|Исходное сообщение|原始邮件)\s*-{2,}\s*$",
    re.IGNORECASE,
)
_OUTLOOK_FROM = re.compile(r"^\s*\*?(?:From|Von|De|Da|Van|Från|Fra|Od|От|发件人)\s?:\*?\s+\S", re.IGNORECASE)
_OUTLOOK_NEXT = re.compile(
    r"^\s*\*?(?:Sent|Gesendet|Envoyé|Enviado|Inviato|Verzonden|Skickat|Sendt|Date|Datum|To|An|À|Para|A|Subject|Betreff"
    r"|Objet|Asunto|Oggetto|Отправлено|Дата|发送时间)\s?:\*?",
    re.IGNORECASE,
)


def split(text: str) -> tuple[str, str]:
    """(what is new, what is quoted).  Answers written between quoted lines stay with them, all of it is new then.

    A mail that only quotes is new as a whole: nothing is ever left empty that had words.
    """
    lines = text.split("\n")
    begin = _where_history_begins(lines)
    new, quoted = "\n".join(lines[:begin]).strip("\n"), "\n".join(lines[begin:]).strip("\n")
    if not quoted or not new.strip():
        new, quoted = _below_quotation(lines)
    return (new, quoted) if new.strip() else (text.strip("\n"), "")


def _where_history_begins(lines: list[str]) -> int:
    divided = next((index for index in range(len(lines)) if _is_divider(lines, index)), len(lines))
    begin = divided
    while begin and (not lines[begin - 1].strip() or _QUOTED.match(lines[begin - 1])):
        begin -= 1
    if not any(map(_QUOTED.match, lines[begin:divided])):
        return divided if divided < len(lines) else _below_lone_attribution(lines)
    if any(map(_QUOTED.match, lines[:begin])):  # answers stand between the quotations
        return divided
    return begin - _attribution_above(lines, begin)


def _below_lone_attribution(lines: list[str]) -> int:
    """Some programs quote without any mark: all below a lone attribution line is history."""
    found = (index for index, line in enumerate(lines) if index and _ATTRIBUTION.match(line.strip()))
    return next(found, len(lines))


def _is_divider(lines: list[str], index: int) -> bool:
    if _DIVIDER.match(lines[index]):
        return True
    following = [line for line in lines[index + 1 : index + 5] if line.strip()][:2]
    return bool(
        _OUTLOOK_FROM.match(lines[index])
        and following
        and all(_OUTLOOK_NEXT.match(line) for line in following)
    )


def _attribution_above(lines: list[str], begin: int) -> int:
    """How many lines above `begin` say whose words follow: some programs wrap them over two or three."""
    for count in (1, 2, 3):
        if count <= begin and _ATTRIBUTION.match(
            " ".join(line.strip() for line in lines[begin - count : begin])
        ):
            return count
    return 0


def _below_quotation(lines: list[str]) -> tuple[str, str]:
    """The quotation stands first and the answer below it."""
    end = 0
    while end < len(lines) and (
        not lines[end].strip() or _QUOTED.match(lines[end]) or _ATTRIBUTION.match(lines[end].strip())
    ):
        end += 1
    if not any(map(_QUOTED.match, lines[:end])) or any(map(_QUOTED.match, lines[end:])):
        end = 0
    return "\n".join(lines[end:]).strip("\n"), "\n".join(lines[:end]).strip("\n")
