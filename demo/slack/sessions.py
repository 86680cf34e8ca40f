"""The sessions of an agent: what people see of its work on a thread."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from demo.slack.changes import Changes

STATUSES: Final = ("processing", "active", "suspended", "closed")


@dataclass(frozen=True, slots=True)
class Session:
    """One thread's session; *doing* is the line that assistant.threads.setStatus shows beside it."""

    channel: str
    thread_ts: str
    status: str = ""
    title: str = ""
    doing: str = ""
    loading_messages: tuple[str, ...] = ()


class Sessions:
    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._known: dict[tuple[str, str], Session] = {}

    def get(self, channel: str, thread_ts: str) -> Session | None:
        return self._known.get((channel, thread_ts))

    def set_status(self, channel: str, thread_ts: str, status: str, title: str = "") -> Session:
        """Set the status; *title* is that of a session that is new."""
        known = self._of(channel, thread_ts)
        named = known.title if known.status else title
        return self._keep(replace(known, status=status, title=named))

    def rename(self, channel: str, thread_ts: str, title: str) -> Session:
        return self._keep(replace(self._of(channel, thread_ts), title=title))

    def set_doing(self, channel: str, thread_ts: str, doing: str, loading: tuple[str, ...] = ()) -> Session:
        return self._keep(replace(self._of(channel, thread_ts), doing=doing, loading_messages=loading))

    def spoke(self, channel: str, thread_ts: str | None) -> None:
        """Clear what the app is doing, as its next message does; the session's status stays."""
        known = self.get(channel, thread_ts or "")
        if known and known.doing:
            self.set_doing(channel, known.thread_ts, "")

    def stopped(self, channel: str, thread_ts: str, user: str, streaming: list[str]) -> None:
        self._changes.tell(
            "stopped", channel=channel, thread_ts=thread_ts, user=user, streaming_message_ts=streaming
        )

    def snapshot(self) -> list[dict[str, Any]]:
        return [asdict(session) for session in self._known.values()]

    def _of(self, channel: str, thread_ts: str) -> Session:
        return self.get(channel, thread_ts) or Session(channel, thread_ts)

    def _keep(self, session: Session) -> Session:
        self._known[session.channel, session.thread_ts] = session
        self._changes.tell("session", channel=session.channel, session=asdict(session))
        return session
