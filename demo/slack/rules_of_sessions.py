"""The rules on the sessions of an agent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from demo.slack.access import METHODS
from demo.slack.call import SESSIONS
from demo.slack.rule import Rule, on
from demo.slack.sessions import STATUSES

if TYPE_CHECKING:
    from demo.slack.call import Call

SESSION: Final = METHODS + "agents.sessions.setStatus"
RENAME: Final = METHODS + "agents.sessions.rename"
LEGACY: Final = METHODS + "assistant.threads.setStatus"
LONGEST_TITLE: Final = 200
MOST_LOADING: Final = 10


def initiator_is_outside(call: Call) -> bool:
    who = call.fields.get("initiator_user_id")
    return bool(who) and call.channel is not None and who not in call.channel.members


def has_no_session(call: Call) -> bool:
    channel = call.channel.id if call.channel else ""
    session = call.slack.workspace.sessions.get(channel, call.fields.get("thread_ts", ""))
    return session is None or not session.status


def has_odd_loading_messages(call: Call) -> bool:
    said = call.fields.get("loading_messages", [])
    texts = isinstance(said, list) and all(isinstance(each, str) for each in said)
    return not texts or len(said) > MOST_LOADING


OF_SESSIONS: Final[tuple[Rule[Call], ...]] = (
    Rule(
        "agents_only",
        "not_agent_app",
        "https://docs.slack.dev/ai/agent-sessions (which says that such an app has assistant:write)",
        on("agents.sessions.setStatus", "agents.sessions.rename"),
        lambda call: "assistant:write" not in call.slack.scopes,
    ),
    Rule(
        "session_status",
        "invalid_arguments",
        SESSION + "#arguments",
        on("agents.sessions.setStatus"),
        lambda call: call.fields.get("status") not in STATUSES,
    ),
    Rule(
        "session_thread",
        "invalid_arguments",
        SESSION + "#arguments",
        SESSIONS,
        lambda call: not call.fields.get("thread_ts"),
    ),
    Rule(
        "session_thread_exists",
        "invalid_thread_ts",
        LEGACY + "#errors",
        SESSIONS,
        lambda call: call.message("thread_ts") is None,
    ),
    Rule(
        "session_title_length",
        "invalid_arguments",
        RENAME + "#arguments",
        SESSIONS,
        lambda call: len(call.fields.get("title", "x")) not in range(1, LONGEST_TITLE + 1),
    ),
    Rule(
        "session_initiator",
        "invalid_arguments",
        SESSION + "#arguments",
        on("agents.sessions.setStatus"),
        initiator_is_outside,
    ),
    Rule(
        "session_to_rename",
        "session_not_found",
        RENAME + " (seen by users; the reference says nothing)",
        on("agents.sessions.rename"),
        has_no_session,
    ),
    Rule(
        "loading_messages",
        "invalid_arguments",
        LEGACY + "#arguments",
        on("assistant.threads.setStatus"),
        has_odd_loading_messages,
    ),
)
