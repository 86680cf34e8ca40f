"""What somebody wants summarized, as they type it: `24h`, `#channel`, the address of a channel or a thread.

Addresses of messages are as https://docs.slack.dev/reference/methods/chat.getPermalink shows them, channels
as https://docs.slack.dev/messaging/formatting-message-text#retrieving.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from services.asking.talk import Thread
from services.audit import span
from services.incident import ChannelId
from services.post import Ts
from services.summing.summary import Wanted

ARCHIVE = re.compile(r"/archives/([CGD][A-Z0-9]{2,30})(?:/p(\d{7,12})(\d{6}))?/?")
MENTIONED = re.compile(r"<#([CG][A-Z0-9]{2,30})(?:\|[^>]*)?>")
NAMED = re.compile(r"#([^\s#<>|]{1,80})")
STAMP = re.compile(r"\d{7,12}\.\d{6}")
LONGEST = 500  # characters of a word that is looked at


def read_wanted(words: Sequence[str]) -> Wanted | str:
    """What *words* ask for, in any order; or the first of them that says nothing of the kind."""
    wanted = Wanted()
    for word in words:
        more = _read(wanted, word[:LONGEST])
        if more is None:
            return word
        wanted = more
    return wanted


def _read(wanted: Wanted, word: str) -> Wanted | None:
    """*wanted* with what *word* adds to it."""
    if (back := span(word.lower())) is not None:
        return replace(wanted, span=back) if back else None
    if found := MENTIONED.fullmatch(word):
        return replace(wanted, channel=ChannelId(found[1]))
    if found := NAMED.fullmatch(word):
        return replace(wanted, name=found[1].lower())
    return _address(wanted, word.strip("<>").partition("|")[0])


def _address(wanted: Wanted, url: str) -> Wanted | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    found = ARCHIVE.fullmatch(parts.path)
    if parts.scheme not in {"http", "https"} or found is None:
        return None
    channel = ChannelId(found[1])
    if not found[2]:
        return replace(wanted, channel=channel)
    above = parse_qs(parts.query).get("thread_ts", [""])[0]
    ts = above if STAMP.fullmatch(above) else f"{found[2]}.{found[3]}"
    return replace(wanted, thread=Thread(channel, Ts(ts)))
