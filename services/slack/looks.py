"""What all cards share: how a state looks, where something is, and the frame around it."""

import re
from dataclasses import dataclass
from gettext import NullTranslations

from services.alarm import Place, State
from services.incident import Incident
from services.post import Block, Message
from services.slack.links import web_address
from services.slack.rich_text import Phrase, emoji, joined, link, rich_text, section, spoken, words

NAME = 255  # the longest that CloudWatch allows
GIST = 200
SHORT = 60  # an account, a region, a source, a person
ACCOUNT = re.compile(r"[0-9]{12}")
SIGN = {
    State.ALARM: "red_circle",
    State.OK: "large_green_circle",
    State.INSUFFICIENT_DATA: "white_circle",
}


@dataclass(frozen=True, slots=True)
class Look:
    """A state, said three ways."""

    sign: str
    colour: str
    word: str


LOOKS = {
    State.ALARM: Look(SIGN[State.ALARM], "#d72b3f", State.ALARM.value),
    State.OK: Look(SIGN[State.OK], "#2eb67d", State.OK.value),
    State.INSUFFICIENT_DATA: Look(SIGN[State.INSUFFICIENT_DATA], "#9aa0a6", State.INSUFFICIENT_DATA.value),
}
CLOSED = Look("white_check_mark", "#9aa0a6", "CLOSED")
EVENT = Look("large_blue_circle", "#1d9bd1", "")


def closed_early(incident: Incident) -> bool:
    """Whether it was closed before it had recovered."""
    return not incident.is_open and incident.state is not State.OK


def look_of(incident: Incident) -> Look:
    return CLOSED if closed_early(incident) else LOOKS[incident.state]


def named(tr: NullTranslations, name: str, *, bold: bool = False) -> Phrase:
    return words(name.strip(), NAME, bold=bold) or words(tr.gettext("(no name)"), bold=bold)


def where(place: Place) -> list[Phrase]:
    """Account and region, as far as they are known."""
    known = ACCOUNT.fullmatch(place.account)
    account = f"{place.account[:4]}…{place.account[-4:]}" if known else place.account
    return [phrase for phrase in (words(account, SHORT), words(place.region, SHORT)) if phrase]


def report_link(tr: NullTranslations, url: str) -> Phrase:
    page = web_address(url)
    return [*emoji("memo"), *words(" "), *link(page.url, tr.gettext("report"))] if page else []


def heading(look: Look, name: Phrase, about: str, place: Place) -> Phrase:
    """Line 1 as a notification has it, which must do alone."""
    word = words(f" {look.word} ") if look.word else words(" ")
    gist = words(f": {about}", GIST) if about else []
    spots = joined(where(place), ", ")
    return [*emoji(look.sign), *word, *name, *gist, *(words(" (") + spots + words(")") if spots else [])]


def framed(look: Look, first: Phrase, heading: Phrase, rest: list[Block]) -> Message:
    """The first line beside the avatar, the rest behind the coloured bar, which attachments alone have."""
    text = spoken(heading)
    attachment = {"color": look.colour, "fallback": text, "blocks": rest}
    return Message(text, tuple(rich_text(section([*emoji(look.sign), *words(" "), *first]))), (attachment,))
