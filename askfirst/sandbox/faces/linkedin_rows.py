"""LinkedIn's refusals: status, `serviceErrorCode`, code and message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = tuple[int, int, str, str]
"""Status, `serviceErrorCode` or 0, `code`, message."""
ROWS: Mapping[str, Row] = {
    "missing_token": (401, 65604, "EMPTY_ACCESS_TOKEN", "Empty oauth2 access token"),
    "unknown_token": (401, 65600, "INVALID_ACCESS_TOKEN", "Invalid access token"),
    "revoked_token": (
        401,
        65601,
        "REVOKED_ACCESS_TOKEN",
        "The token used in the request has been revoked by the user",
    ),
    "expired_token": (401, 65602, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired"),
    "scope": (403, 0, "ACCESS_DENIED", "Not enough permissions to access this resource"),
    "role": (403, 0, "ACCESS_DENIED", "Member does not have the required role on the organization"),
    "field": (403, 100, "ACCESS_DENIED", "Unpermitted fields present in REQUEST_BODY: [/content]"),
    "unknown": (404, 0, "RESOURCE_NOT_FOUND", "No virtual resource found"),
    "gone": (404, 0, "RESOURCE_NOT_FOUND", "The thread does not exist"),
    "blocked": (403, 0, "ACCESS_DENIED", "Not enough permissions to access this resource"),
    "invalid": (400, 0, "ILLEGAL_ARGUMENT", "Syntax exception in path variables or request body"),
    "version": (
        400,
        0,
        "VERSION_MISSING",
        "A version must be present. Please specify a version by adding the Linkedin-Version header.",
    ),
    "old_version": (426, 0, "NONEXISTENT_VERSION", "Requested version is not active"),
    "too_long": (422, 0, "UNPROCESSABLE_ENTITY", "The text is longer than allowed"),
    "duplicate": (422, 0, "DUPLICATE_POST", "Content is a duplicate of a post that stands already"),
    "too_many": (
        429,
        0,
        "TOO_MANY_REQUESTS",
        "Resource level throttle APPLICATION DAY limit for calls to this resource is reached",
    ),
    "hook": (400, 0, "INVALID_WEBHOOK", "The webhook did not answer the challenge"),
    "internal": (500, 0, "INTERNAL_SERVER_ERROR", "Internal Server Error"),
    "busy": (503, 0, "SERVICE_UNAVAILABLE", "Service Unavailable"),
    "grant": (
        400,
        0,
        "invalid_request",
        "Unable to retrieve access token: authorization code or refresh token not found",
    ),
    "client": (401, 0, "invalid_client", "Client authentication failed"),
}
