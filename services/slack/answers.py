"""What Slack's answers mean for a write: https://docs.slack.dev/reference/methods/chat.postMessage#errors."""

from email.utils import parsedate_to_datetime
from typing import NoReturn

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from services.post import (
    ChannelRefused,
    HistoryUnreadable,
    MessageGone,
    MessageRefused,
    RateLimited,
    Unreachable,
    Unsure,
)

FAILURES = (SlackApiError, aiohttp.ClientError, TimeoutError)  # what a call of AsyncWebClient raises

CHANNEL_REFUSES = frozenset(
    (
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "is_inactive",  # what chat.update says of an archived channel
        "restricted_action",
        "posting_to_channel_denied",
    )
)
UNREADABLE = CHANNEL_REFUSES | {"missing_scope", "no_permission", "method_not_supported_for_channel_type"}
GONE = frozenset(("message_not_found", "thread_not_found", "cant_update_message", "edit_window_closed"))
NOT_ITSELF = frozenset(
    ("service_unavailable", "team_added_to_org", "org_login_required", "ekm_access_denied", "accesslimited")
)
NOT_LET_IN = frozenset(
    ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope")
)
OUTCOME_UNKNOWN = frozenset(("internal_error", "fatal_error", "request_timeout"))


def code_of(error: Exception) -> str:
    if isinstance(error, SlackApiError) and isinstance(error.response, AsyncSlackResponse):
        data = error.response.data
        return str(data.get("error", "")) if isinstance(data, dict) else ""
    return type(error).__name__


def translate(error: Exception) -> NoReturn:
    """Raise what *error* means for a write."""
    if isinstance(error, aiohttp.ClientConnectorError):
        raise Unreachable(str(error)) from error
    if not isinstance(error, SlackApiError) or not isinstance(error.response, AsyncSlackResponse):
        raise Unsure(type(error).__name__) from error
    _translate_answer(error, error.response, code_of(error))


def _translate_answer(error: SlackApiError, answer: AsyncSlackResponse, code: str) -> NoReturn:
    if answer.status_code == 429:  # noqa: PLR2004 — Too Many Requests
        raise RateLimited(_retry_after(answer)) from error
    if code in OUTCOME_UNKNOWN or not code:
        raise Unsure(code or f"HTTP {answer.status_code}") from error
    if code in CHANNEL_REFUSES:
        raise ChannelRefused(code) from error
    if code in NOT_LET_IN | NOT_ITSELF:
        raise Unreachable(code) from error
    if code in GONE:
        raise MessageGone(code) from error
    raise MessageRefused(f"{code} {answer.get('response_metadata') or ''}".strip()) from error


def _retry_after(answer: AsyncSlackResponse) -> float:
    said = str(answer.headers.get("Retry-After", ""))
    return float(said) if said.isdecimal() else 30.0


def translate_reading(error: Exception) -> NoReturn:
    """Raise what *error* means for a look into a channel's history; there an unknown outcome does no harm."""
    if isinstance(error, SlackApiError) and code_of(error) in UNREADABLE:
        raise HistoryUnreadable(code_of(error)) from error
    try:
        translate(error)
    except Unsure as unsure:
        raise Unreachable(str(unsure)) from error


def seconds_ahead(answer: AsyncSlackResponse, now: float) -> float:
    """How far Slack's clock is before ours, to the second."""
    date = answer.headers.get("Date")
    return parsedate_to_datetime(date).timestamp() - now if date else 0.0
