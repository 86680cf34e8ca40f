"""What the page of a storm has beside an incident's: how many alarms of which state, and all by name."""

from collections.abc import Iterator, Sequence
from gettext import NullTranslations

from services.alarm import State
from services.confluence.elements import element, rich, table, words
from services.confluence.times import Times
from services.storming.storm import Entry, Sum

MOST_ALARMS, LONGEST_NAME = 1_000, 255
ROOM = 25_000  # characters of names: a page has other parts, and 5 MB


def counts(tr: NullTranslations, told: Sum) -> str:
    parts = (
        (told.alarming, tr.gettext("{n} in ALARM")),
        (told.without_data, tr.gettext("{n} without data")),
        (told.recovered, tr.gettext("{n} recovered")),
        (told.closed, tr.gettext("{n} closed")),
    )
    said = " · ".join(text.format(n=f"{n:,}") for n, text in parts if n)
    return words(f"{told.total:,} ({said})" if said else f"{told.total:,}")


def alarms(tr: NullTranslations, times: Times, entries: Sequence[Entry]) -> tuple[str, int]:
    """The table, folded away, and how many have no room there."""
    if not entries:
        return "", 0
    _ = tr.gettext
    head = [words(name) for name in (_("Started"), _("Alarm"), _("State"), _("Account"), _("Region"))]
    rows = [
        (
            words(times.moment(one.opened_at)) if one.opened_at else "",
            element("code", words(one.name, LONGEST_NAME)),
            words(_state(tr, one)),
            words(one.place.account, 20),
            words(one.place.region, 30),
        )
        for one in _with_room(entries)
    ]
    return rich("expand", {"title": _("All alarms by name")}, table(head, rows)), len(entries) - len(rows)


def _with_room(entries: Sequence[Entry]) -> Iterator[Entry]:
    room = ROOM
    for one in entries[:MOST_ALARMS]:
        room -= len(one.name[:LONGEST_NAME])
        if room < 0:
            return
        yield one


def _state(tr: NullTranslations, one: Entry) -> str:
    """What is over and not OK was closed before it had recovered."""
    closed = one.is_over and one.state is not State.OK
    return tr.gettext("{state}, closed").format(state=one.state) if closed else one.state
