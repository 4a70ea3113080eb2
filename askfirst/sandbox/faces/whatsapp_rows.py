"""The errors of WhatsApp Cloud API: status, code and message, and which of them come as reports.

Source: the list of codes of WhatsApp Cloud API, as the facts of this project have it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from askfirst.sandbox.faces.graph_rows import ROWS, Row

if TYPE_CHECKING:
    from collections.abc import Mapping

LATE: Mapping[str, tuple[int, str]] = {
    "window": (131047, "Re-engagement message"),
    "undeliverable": (131026, "Message undeliverable"),
    "held": (131049, "This message was not delivered to maintain healthy ecosystem engagement."),
    "stopped": (
        131050,
        "Unable to deliver the message. This recipient has chosen to stop receiving marketing messages",
    ),
}
"""Refusals that come as reports, after the message was accepted."""

OWN_ROWS: Mapping[str, Row] = {
    **{
        name: ROWS[name]
        for name in ("token", "expired", "revoked", "no_token", "proof", "scope", "unknown", "param")
    },
    **{name: (400, code, 0, f"(#{code}) {says}") for name, (code, says) in LATE.items()},
    "self": (400, 131021, 0, "(#131021) Recipient cannot be the sender"),
    "not_allowed": (400, 131030, 0, "(#131030) Recipient phone number not in allowed list"),
    "locked": (403, 131031, 0, "(#131031) Business account has been locked"),
    "blocked": (403, 368, 0, "(#368) Temporarily blocked for policies violations"),
    "rate": (400, 80007, 0, "(#80007) Rate limit issues"),
    "rate_app": (400, 4, 0, "(#4) Application request limit reached"),
    "throughput": (429, 130429, 0, "(#130429) Rate limit hit"),
    "spam": (400, 131048, 0, "(#131048) Spam rate limit hit"),
    "pair_rate": (400, 131056, 0, "(#131056) (Business Account, Consumer Account) pair rate limit hit"),
    "went_wrong": (500, 131000, 0, "(#131000) Something went wrong"),
    "no_access": (403, 131005, 0, "(#131005) Access denied"),
    "missing_param": (400, 131008, 0, "(#131008) Required parameter is missing"),
    "bad_param": (400, 131009, 0, "(#131009) Parameter value is not valid"),
    "unavailable": (500, 131016, 0, "(#131016) Service unavailable"),
    "unsupported": (400, 131051, 0, "(#131051) Unsupported message type"),
    "media_download": (400, 131052, 0, "(#131052) Media download error"),
    "media_upload": (400, 131053, 0, "(#131053) Media upload error"),
    "maintenance": (500, 131057, 0, "(#131057) Account in maintenance mode"),
    "template_params": (400, 132000, 0, "(#132000) Number of parameters does not match"),
    "template_missing": (404, 132001, 0, "(#132001) Template name does not exist in the translation"),
    "template_policy": (400, 132007, 0, "(#132007) Template content violates policy"),
    "template_paused": (400, 132015, 0, "(#132015) Template is paused"),
    "template_disabled": (400, 132016, 0, "(#132016) Template is disabled"),
    "not_registered": (400, 133010, 0, "(#133010) Phone number not registered"),
}
