"""The errors of the Graph API, as Meta's own pages list them: status, code, subcode and message.

The status that goes with a code is documented for none: 400 is assumed, and what others have seen where they have.
Source: Messenger Platform, Error Codes (2026-06-25), as the facts of this project have it.
"""

from __future__ import annotations

Row = tuple[int, int, int, str]
"""HTTP status, code, subcode (0: none) and message."""

ROWS: dict[str, Row] = {
    "token": (401, 190, 0, "Invalid OAuth access token - Cannot parse access token"),
    "expired": (401, 190, 463, "Error validating access token: Session has expired"),
    "revoked": (401, 190, 460, "Error validating access token: The session has been invalidated"),
    "no_token": (
        400,
        2500,
        0,
        "An active access token must be used to query information about the current user.",
    ),
    "proof": (400, 100, 0, "Invalid appsecret_proof provided in the API argument"),
    "scope": (403, 200, 0, "(#200) Requires the permission that this call needs"),
    "access": (
        403,
        200,
        2018028,
        "(#200) Cannot message users who are not admins, developers or testers of the app",
    ),
    "access_disabled": (403, 200, 2534041, "(#200) Instagram messages of this account cannot be reached"),
    "permission": (403, 10, 0, "(#10) Application does not have permission for this action"),
    "outside_window": (400, 10, 2018278, "(#10) This message is sent outside of allowed window."),
    "outside_window_instagram": (400, 10, 2534022, "(#10) This message is sent outside of allowed window."),
    "news": (
        400,
        10,
        2018065,
        "(#10) This message is sent outside of allowed window: page_messaging_subscriptions is needed",
    ),
    "stopped": (400, 10, 1893015, "(#10) The person has stopped messages on this topic"),
    "restricted": (400, 10, 1893063, "(#10) The Page is temporarily restricted from sending messages"),
    "cannot_receive": (400, 10, 2018108, "(#10) This Person Cannot Receive Messages"),
    "owned": (400, 10, 2018300, "(#10) Another app is controlling this thread"),
    "owned_by_flow": (400, 10, 2018321, "(#10) An automated flow is controlling this thread"),
    "not_available": (400, 551, 1545041, "(#551) This person isn't available right now."),
    "not_available_200": (403, 200, 1545041, "(#200) This person isn't available right now."),
    "no_recipient": (400, 100, 2018001, "(#100) No matching user found"),
    "no_user": (400, 100, 2534014, "(#100) The requested user cannot be found"),
    "unknown": (
        400,
        100,
        33,
        "Unsupported request. Object does not exist, or cannot be loaded due to missing permissions",
    ),
    "dead_tag": (400, 100, 0, "(#100) The message tag is deprecated and can no longer be used"),
    "private_reply": (400, 100, 2534025, "(#100) The comment is not valid for a private reply"),
    "bad_data": (400, 100, 2534015, "(#100) The message data is invalid"),
    "business_blocked": (400, 100, 2534029, "(#100) Business blocked"),
    "not_owner": (400, 100, 2534037, "(#100) The comment does not belong to the account"),
    "attachment_size": (400, 100, 2018109, "(#100) Attachment size exceeds allowable limit"),
    "attachment_fetch": (400, 100, 2018008, "(#100) Failed to fetch the file from the url"),
    "attachment_type": (400, 100, 2018047, "(#100) Upload attachment failure: the type does not match"),
    "video_timeout": (400, 100, 2018294, "(#100) The video upload timed out"),
    "param": (400, 100, 0, "(#100) Param is missing or invalid"),
    "rate": (403, 4, 0, "(#4) Application request limit reached"),
    "rate_page": (403, 32, 0, "(#32) Page request limit reached"),
    "rate_calls": (400, 613, 0, "(#613) Calls to this api have exceeded the rate limit."),
    "rate_instagram": (400, 613, 2534040, "(#613) Calls to this api have exceeded the rate limit."),
    "rate_abusive": (400, 613, 2018338, "(#613) Calls to this api are about to be limited"),
    "transient": (500, 2, 0, "An unexpected error has occurred. Please retry your request later."),
    "unknown_error": (500, 1, 99, "An unknown error occurred"),
    "sent_anyway": (500, 1, 1357046, "Received invalid JSON reply"),
    "blocked": (400, 368, 0, "The action attempted has been deemed abusive or is otherwise disallowed"),
    "deleted": (400, 9000001, 0, "The message is deleted"),
}
"""Of Pages, Messenger and Instagram."""
