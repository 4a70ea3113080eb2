"""X's refusals: status and body, as problems of version 2 or in the words of version 1.1 that still come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PROBLEMS = "https://api.x.com/2/problems/"


def problem(status: int, title: str, detail: str, kind: str = "") -> tuple[int, dict[str, Any]]:
    type_ = f"{PROBLEMS}{kind}" if kind else "about:blank"
    return status, {"title": title, "detail": detail, "type": type_, "status": status}


def legacy(status: int, code: int, message: str) -> tuple[int, dict[str, Any]]:
    return status, {"errors": [{"code": code, "message": message}]}


ROWS: Mapping[str, tuple[int, dict[str, Any]]] = {
    "token": problem(401, "Unauthorized", "Unauthorized"),
    "scope": problem(403, "Forbidden", "Forbidden"),
    "app_only": problem(
        403,
        "Unsupported Authentication",
        "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.",
        "unsupported-authentication",
    ),
    "too_many": problem(429, "Too Many Requests", "Too Many Requests"),
    "too_many_old": legacy(429, 88, "Rate limit exceeded"),
    "unknown": problem(404, "Not Found Error", "Could not find what was asked for.", "resource-not-found"),
    "invalid": problem(
        400, "Invalid Request", "One or more parameters to your request was invalid.", "invalid-request"
    ),
    "cannot_message": legacy(403, 349, "You cannot send messages to this user."),
    "not_follower": legacy(403, 150, "You cannot send messages to users who are not following you."),
    "not_verified": legacy(403, 476, "Sender is not verified to send message requests"),
    "daily_messages": legacy(403, 344, "You have reached your daily limit of messages."),
    "blocked": legacy(403, 136, "You have been blocked from the author of this tweet at their request."),
    "protected": legacy(403, 179, "Sorry, you are not authorized to see this status."),
    "gone": legacy(403, 385, "You attempted to reply to a Tweet that is deleted or not visible to you."),
    "reply_settings": legacy(403, 433, "The original Tweet author restricted who can reply to this Tweet."),
    "cannot_follow": legacy(403, 162, "You have been blocked from following this account at their request."),
    "not_summoned": problem(
        403,
        "Forbidden",
        "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged "
        "by the author of the post you are replying to.",
    ),
    "duplicate": problem(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content."),
    "daily_posts": legacy(403, 185, "User is over daily status update limit."),
    "too_long": legacy(403, 186, "Tweet needs to be a bit shorter."),
    "plan": legacy(403, 453, "You currently have access to a subset of X API V2 endpoints."),
    "suspended": legacy(403, 64, "Your account is suspended and is not permitted to access this feature."),
    "locked": legacy(
        403,
        326,
        "To protect our users from spam and other malicious activity, this account is temporarily locked.",
    ),
    "usage": problem(429, "UsageCapExceeded", "Usage cap exceeded: Monthly product cap", "usage-capped"),
    "over": problem(503, "Service Unavailable", "Service Unavailable"),
    "over_old": legacy(503, 130, "Over capacity"),
    "internal": legacy(500, 131, "Internal error"),
    "crc": problem(400, "CrcValidationFailed", "Crc validation failed.", "invalid-request"),
    "bad_url": problem(
        400, "UrlValidationFailed", "The URL must use https and name no port.", "invalid-request"
    ),
    "same_url": problem(400, "DuplicateUrlFailed", "This URL is registered already.", "invalid-request"),
    "many_hooks": problem(400, "WebhookLimitExceeded", "No more webhooks for this app.", "invalid-request"),
    "grant": (
        400,
        {"error": "invalid_request", "error_description": "Value passed for the token was invalid."},
    ),
    "client": (
        401,
        {"error": "unauthorized_client", "error_description": "Missing valid authorization header"},
    ),
}
