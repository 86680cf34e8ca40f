"""Addresses that a page may link to."""

import re
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from services.confluence.elements import words

LONGEST = 3000
ADDRESS = re.compile(r"\bhttps?://[^\s<>`|\"']+", re.IGNORECASE)
PUNCTUATION = ".,;:!?)*_]}"
AUTHORITY = re.compile(r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?)(?::[0-9]{1,5})?")
MAILBOX = re.compile(r"mailto:[A-Za-z0-9.+_-]{1,64}@(?P<host>[A-Za-z0-9][A-Za-z0-9.-]{0,252})")

Allowed = Callable[[str], bool]  # whether a host may be linked to


def address(url: str, allowed: Allowed) -> str:
    """*url* as it may stand in a link, "" where it may not: it leads to an allowed host and hides nothing."""
    if len(url) > LONGEST:
        return ""
    whole = quote(url, safe="!#$%&'()*+,/:;=?@[]~", errors="replace")
    host = _host(whole)
    return whole if host and allowed(host) else ""


def _host(url: str) -> str:
    if mailbox := MAILBOX.fullmatch(url):
        return mailbox["host"].lower()
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    authority = AUTHORITY.fullmatch(parts.netloc)  # names no user, whom one could take for the host
    return authority["host"].lower() if authority and parts.scheme in {"http", "https"} else ""


def linked(text: str, allowed: Allowed, most: int = 10_000) -> str:
    """*text* as words in which an address is a link where it may be one."""
    text, parts, end = text[:most], [], 0
    for found in ADDRESS.finditer(text):
        url = found[0].rstrip(PUNCTUATION)
        if safe := address(url, allowed):
            parts += [words(text[end : found.start()], most), f'<a href="{words(safe)}">{words(url)}</a>']
            end = found.start() + len(url)
    return "".join([*parts, words(text[end:], most)])
