"""What the bot can look at, and what a refusal becomes: a finding as well."""

from collections.abc import Awaitable, Callable

from services.alarm import Place
from services.asking.evidence import Finding, Topic
from services.aws.reading.asking import Forbidden, Unreadable

LONGEST = 4_000  # characters of a finding


async def reached(topic: Topic, home: Place, place: Place, look: Callable[[], Awaitable[Finding]]) -> Finding:
    """What *look* gives; or why AWS, or the bot's own place, does not let it."""
    if stranger := elsewhere(home, place):
        return Finding(topic, trouble=stranger)
    try:
        return await look()
    except Forbidden as error:
        return Finding(topic, missing=error.action)
    except Unreadable as error:
        return Finding(topic, trouble=str(error))


def elsewhere(home: Place, place: Place) -> str:
    """A sentence that says that *place* is not the bot's own, if it surely is not."""
    if place.account and home.account and place.account != home.account:
        return f"The alarm is in account {place.account}; the bot reads only its own, {home.account}."
    if place.region and home.region and place.region != home.region:
        return f"The alarm is in {place.region}; the bot reads only its own region, {home.region}."
    return ""


def fitted(head: str, lines: list[str], limit: int = LONGEST) -> str:
    """*head* and as many whole lines as there is room for, and how many there was none for."""
    text, left = head, len(lines)
    for line in lines:
        more = f"\nand {left} more"
        if len(text) + 1 + len(line) + len(more) > limit:
            return text + more
        text, left = f"{text}\n{line}", left - 1
    return text
