"""Text from outside, made safe to show: nothing in it can ping anybody, forge a link or hide."""

import re

MORE = "…"
AT_LEAST, AT_A_GLIMPSE = 1_000, 4  # for what is invisible in between
SENTENCE = 1_000  # characters
ZERO_WIDTH_SPACE = "\u200b"

# Control characters, bidi overrides, what has no width, fillers, tags and lone surrogates.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff\ud800-\udfff]"
)
LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
SPACES = re.compile(r"\s+")
SEQUENCE = re.compile(r"(<|&lt;)(?=[!@#]|[a-z][a-z0-9+.-]*:)", re.IGNORECASE)
PING = re.compile(r"@(?=(?:channel|here|everyone|group)\b)", re.IGNORECASE)
HALF_A_MARK = re.compile(r"(?:&[a-z]{0,3}|<[^>]*)$")
SENTENCE_END = re.compile(r"(?<=[.!?])\s|(?<=。)|\n")


def cleaned(text: str) -> str:
    """*text* without what people cannot see."""
    return INVISIBLE.sub("", LINE_ENDS.sub("\n", text))


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: max(most - len(MORE), 0)] + MORE


def literal(text: str, most: int) -> str:
    """*text* on one line, for a place that takes text literally."""
    return neutral(cut(SPACES.sub(" ", cleaned(glimpse(text, most))), most))


def literal_lines(text: str, most: int) -> str:
    """*text* with its own line ends, for a place that takes text literally."""
    return neutral(cut(cleaned(glimpse(text, most)).strip("\n"), most))


def glimpse(text: str, most: int) -> str:
    """As much of a very long *text* as is worth the time to look at, for *most* signs of it."""
    return cut(text, AT_LEAST + AT_A_GLIMPSE * most)


def neutral(text: str) -> str:
    """*text* with Slack's control sequences broken, wherever it may be carried on to."""
    return PING.sub("@" + ZERO_WIDTH_SPACE, SEQUENCE.sub(r"\1" + ZERO_WIDTH_SPACE, text))


def escaped(text: str) -> str:
    """*text* for a message's `text`: https://docs.slack.dev/messaging/formatting-message-text#escaping."""
    whole = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return whole.replace("://", f":{ZERO_WIDTH_SPACE}//")  # Slack makes links of addresses there


def cut_escaped(text: str, most: int) -> str:
    """*text*, which is escaped already, cut where no mark is torn in two."""
    if len(text) <= most:
        return text
    return HALF_A_MARK.sub("", text[: most - len(MORE)]) + MORE


def first_sentence(text: str) -> str:
    return SENTENCE_END.split(cleaned(glimpse(text, SENTENCE)).strip(), maxsplit=1)[0].strip()
