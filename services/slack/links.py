"""Addresses that a card links to; whatever cannot be trusted to lead where it says is left out."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from services.alarm import Alarm
from services.slack.text import cleaned

LONGEST = 3000  # of a button's: https://docs.slack.dev/reference/block-kit/block-elements/button-element
SEARCHED = 10_000  # characters of a description; CloudWatch allows 1,024
CONSOLES = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}")
AUTHORITY = re.compile(r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?)(?::[0-9]{1,5})?")
ADDRESS = r"https?://[^\s<>|\"'`]+"
FIRST = re.compile(ADDRESS, re.IGNORECASE)
RUNBOOK = re.compile(rf"(?<![a-z])runbook(?:[ _-]?(?:url|link))?\s*[=:]\s*[<\"'(]?({ADDRESS})", re.IGNORECASE)
PUNCTUATION = ".,;:!?*_"
PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An http(s) address, and the host that a browser will ask."""

    url: str
    host: str


def web_address(url: str) -> WebAddress | None:
    """*url*, if it surely leads to the host that it shows; none that names a user or an odd host."""
    whole = quote(url[: LONGEST + 1], safe="!#$%&'()*+,/:;=?@[]~", errors="replace")
    try:
        parts = urlsplit(whole)
    except ValueError:
        return None
    authority = AUTHORITY.fullmatch(parts.netloc)
    if parts.scheme not in {"http", "https"} or authority is None or len(whole) > LONGEST:
        return None
    return WebAddress(whole, authority["host"].lower())


def runbook(description: str) -> WebAddress | None:
    """The runbook that *description* names, or else the first address in it."""
    text = cleaned(description[:SEARCHED])
    for found in (*RUNBOOK.findall(text), *FIRST.findall(text)):
        if len(found) <= LONGEST and (address := web_address(_unpunctuated(found))):
            return address
    return None


def console(alarm: Alarm) -> str:
    """The page of *alarm* in CloudWatch's console, where it has one.

    Nothing documents that page's address. The console itself writes the name percent-encoded with `$`
    for `%`; a plain `%25` in it is not found.
    """
    place = alarm.place
    if alarm.by_hand or place.partition not in CONSOLES or not REGION.fullmatch(place.region):
        return ""
    name = quote(alarm.name[: LONGEST + 1], safe="", errors="replace").replace("%", "$")
    host = f"{place.region}.{CONSOLES[place.partition]}"
    url = f"https://{host}/cloudwatch/home?region={place.region}#alarmsV2:alarm/{name}"
    return url if name and len(url) <= LONGEST else ""


def _unpunctuated(url: str) -> str:
    """*url* without what ends the sentence that it stands in."""
    while url:
        opening = PAIRS.get(url[-1])
        unpaired = opening is not None and url.count(opening) < url.count(url[-1])
        if not unpaired and url[-1] not in PUNCTUATION:
            break
        url = url[:-1]
    return url
