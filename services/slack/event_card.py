"""An event: its card for a glance, and all that it says for the thread below."""

from services.event import FACT_ON_CARD, FACTS_ON_CARD, LINES_ON_CARD, TEXT_ON_CARD, Event
from services.post import Block, Message
from services.slack.limits import CHARACTERS, weight
from services.slack.looks import EVENT, SHORT, framed, heading, named, where
from services.slack.rich_text import (
    Phrase,
    bullets,
    joined,
    lines,
    preformatted,
    rich_text,
    section,
    spoken,
    words,
)
from services.slack.speech import Speech
from services.slack.text import cleaned

KEY = 120
FACT = 500
FACTS_ROOM = CHARACTERS * 2 // 3  # the text has the rest
PAGE = 3_000  # characters of one preformatted block


def event_card(speech: Speech, event: Event) -> Message:
    """Up to five facts, or the first lines of the text; then when, where and from whom."""
    facts = [_fact(key, value, FACT_ON_CARD) for key, value in event.facts[:FACTS_ON_CARD]]
    said = joined(facts, "\n") or lines(_first_lines(event), TEXT_ON_CARD)
    origin = joined([speech.when(event.at), *where(event.place), words(event.source, SHORT)])
    rest = [*rich_text(section(said)), *rich_text(section(origin))]
    title = named(speech.tr, event.title)
    first = named(speech.tr, event.title, bold=True)
    return framed(EVENT, first, heading(EVENT, title, "", event.place), rest)


def event_lines(speech: Speech, event: Event) -> Message:
    """All that *event* says, as far as one message holds it, and a note where it holds less."""
    facts = _facts(speech, event)
    room = CHARACTERS - sum(weight(element) for fact in facts for element in fact) - PAGE // 10
    pages, note = _pages(speech, _text(event), room)
    blocks: list[Block] = rich_text(bullets(facts)) if facts else []
    for page in pages:
        blocks += rich_text(preformatted(page))
    blocks += rich_text(section(note))
    said = "\n".join(spoken(phrase) for phrase in [named(speech.tr, event.title), *facts, *pages, note])
    return Message(said.strip(), tuple(blocks))


def _first_lines(event: Event) -> str:
    """The beginning of the text, unless the title is all of it."""
    text = _text(event)
    told = [line for line in text.splitlines() if line.strip()][:LINES_ON_CARD]
    return "" if text == event.title.strip() else "\n".join(told)


def _fact(key: str, value: str, most: int) -> Phrase:
    return [*words(key, KEY, bold=True), *words(": "), *words(value, most)]


def _facts(speech: Speech, event: Event) -> list[Phrase]:
    """Those that have room, the weightiest first."""
    room = FACTS_ROOM
    facts: list[Phrase] = []
    for key, value in event.facts:
        fact = _fact(key, value, FACT)
        room -= sum(map(weight, fact))
        if room < 0:
            left = len(event.facts) - len(facts)
            return [*facts, words(speech.tr.gettext("and {n} more").format(n=left))]
        facts.append(fact)
    return facts


def _text(event: Event) -> str:
    return cleaned(event.text).strip()


def _pages(speech: Speech, text: str, room: int) -> tuple[list[Phrase], Phrase]:
    """*text* in parts of a block each, and the note on what had no room."""
    pages = [
        lines(text[start : min(start + PAGE, room)], PAGE) for start in range(0, min(len(text), room), PAGE)
    ]
    left = len(text) - room
    if left <= 0:
        return pages, []
    note = speech.tr.ngettext("… and {n} more character", "… and {n} more characters", left)
    return pages, words(note.format(n=f"{left:,}"))
