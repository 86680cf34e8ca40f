"""Whom a message would notify: what is a mention in its text and blocks, wherever Slack reads one.

A `markdown` block is no safer than mrkdwn: `<!channel>` and `<@U…>` in it are alive, inside code as well
(https://docs.slack.dev/messaging/formatting-message-text#mentioning-users).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

LIVE: Final = re.compile(r"<(?:@[UW][A-Z0-9]+|!(?:here|channel|everyone|subteam\^[A-Z0-9]+))(?:\|[^<>]*)?>")
TEXTS: Final = frozenset({"mrkdwn", "markdown"})
MENTIONS: Final = {"user": "user_id", "usergroup": "usergroup_id", "broadcast": "range"}


def pings(text: str, *parts: object) -> tuple[str, ...]:
    """Return the mentions in the text of a message and in its blocks and attachments, as they stand there."""
    return (*LIVE.findall(text), *(found for part in parts for found in _in(part)))


def _in(part: Any) -> Iterator[str]:  # noqa: ANN401 — whatever JSON can carry
    if isinstance(part, list | tuple):
        for each in part:
            yield from _in(each)
    elif isinstance(part, dict):
        yield from _of(part)
        yield from _in(list(part.values()))


def _of(part: dict[str, Any]) -> Iterator[str]:
    kind, text = part.get("type"), part.get("text")
    if kind in MENTIONS and MENTIONS[kind] in part:
        yield str(part[MENTIONS[kind]])
    elif kind in TEXTS and isinstance(text, str):
        yield from LIVE.findall(text)
