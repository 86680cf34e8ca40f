"""What somebody wrote to the bot in Slack, as plain words.

Slack's own marks are read as https://docs.slack.dev/messaging/formatting-message-text#retrieving tells.
"""

import re

MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")
MARK = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
LONGEST = 4_000


def heard(text: str) -> str:
    """*text* without mentions of people, its links as addresses."""
    plain = MARK.sub(lambda found: _said(found[1], found[2] or ""), MENTION.sub("", text))
    for entity, sign in ENTITIES:
        plain = plain.replace(entity, sign)
    return plain.strip()[:LONGEST]


def _said(target: str, label: str) -> str:
    if target[0] in "#!":
        return label or target
    return f"{label} ({target})" if label and label != target else target
