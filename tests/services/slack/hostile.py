"""Texts that mean harm, and cards and lines with one of them in every place that takes a text."""

from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from services.alarm import (
    Alarm,
    AlarmArn,
    Child,
    Comparison,
    Condition,
    Contributor,
    ContributorId,
    Kind,
    Metric,
    Place,
    State,
)
from services.dead_letters.letters import DeadLetter, DeadLetterId, Moved, Shelf
from services.event import Event, EventId
from services.flap import Flap, Flapped
from services.incident import Acted, Changed, Incident, IncidentId, Part, Person, UserId, Watcher
from services.post import Message
from services.slack.cards import Cards
from services.slack.replies import Replies
from tests.builders import NOON

TEXTS = [
    "",
    " ",
    "\n\n\n",
    "<!channel>",
    "<!here|here>",
    "<!everyone>",
    "<!subteam^S1>",
    "<!subteam^S1|@team>",
    "<!date^0^{date}^https://evil.example|now>",
    "<@U1>",
    "<@U1|alice>",
    "<#C1|general>",
    "@channel @here @everyone @Here",
    "<https://evil.example|bank.example>",
    "<http://evil.example>",
    "<mailto:a@evil.example|b>",
    "https://evil.example/unfurl?me=1&you=<2>",
    "https://bank.example@evil.example/",
    "www.evil.example evil.example",
    "&lt;!channel&gt; &lt;@U1&gt;",
    "&amp;lt;!channel&amp;gt;",
    "<\u200b!channel> <!\u200bchannel> @\u200bchannel",
    "<\ud800!channel> \udfff@here",
    "```code``` `tick` *bold* _it_ ~st~ :fire: > quote",
    "\u202eevil\u202c \u2066x\u2069 \u200f",
    "\x00\x01\x1b[31mred\x7f\x9b\ufffe",
    "a\u200bb\u2060c\ufeffd\u00ade\u3164f",
    "\u2028line\u2029par\x85next\r\nend\rlast",
    "\U000e0041\U000e007f hidden tags \U000e0101",
    "{name} {0} {person!r} %s %(n)d",
    "runbook: javascript:alert(1) data:text/html,x",
    "RUNBOOK=https://evil.example/<!channel>|x",
    "</script><img src=x onerror=alert(1)>",
    "Z̷̖̈a̶l̸g̵o" * 50,
    "👩‍👩‍👧‍👦" * 50,
    "한글 경보 이름" * 100,
    "<!channel>" * 6_000,
    "x" * 60_000,
    "&<>" * 20_000,
    "\n" * 60_000,
]
CARDS = Cards(dashboard_url="https://board.example/", timezone=ZoneInfo("Asia/Seoul"))
EARLIER = "https://local.slack.com/archives/C0ALERTS/p1"


def alarm_of(text: str, state: State, kind: Kind) -> Alarm:
    measured = kind is Kind.METRIC
    return Alarm(
        arn=AlarmArn(text),
        name=text,
        state=state,
        changed_at=NOON,
        place=Place(text, text, text),
        previous=State.ALARM,
        reason=text,
        description=text,
        kind=kind,
        metric=Metric(text, text, ((text, text),), text, text, text) if measured else None,
        condition=Condition(Comparison.GREATER, 1.0, period=60) if measured else None,
        values=(2.0,) if measured else (),
        rule=text,
        children=(Child(text, text, State.ALARM, NOON),) if kind is Kind.COMPOSITE else (),
        contributor=Contributor(ContributorId(text), ((text, text),)) if kind is Kind.PROMQL else None,
    )


def incident_of(text: str, state: State, kind: Kind, *, closed: bool) -> Incident:
    person = Person(UserId(text), text)
    part = Part(ContributorId(text), ((text, text),), State.ALARM, NOON, 3.0)
    return Incident(
        IncidentId("incident1"),
        alarm_of(text, state, kind),
        state,
        NOON,
        NOON,
        closed_at=NOON if closed else None,
        closed_by=person if closed else None,
        last_value=2.0,
        parts=(part,) if kind is Kind.PROMQL else (),
        watchers=(Watcher(person, NOON),),
        recent=2,
    )


def messages(text: str) -> Iterator[Message]:
    """Every card and line with *text* wherever a text may come from outside."""
    for state in State:
        for kind in (Kind.METRIC, Kind.COMPOSITE, Kind.PROMQL, Kind.UNKNOWN):
            incident = incident_of(text, state, kind, closed=kind is Kind.UNKNOWN)
            yield CARDS.card(incident, earlier=EARLIER)
    yield CARDS.card(incident, earlier=text)
    person = Person(UserId(text), text)
    acted = [Acted(NOON, person, "watched"), Acted(NOON, person, "unwatched"), Acted(NOON, person, "closed")]
    changed = Changed(NOON, State.ALARM, State.OK, text, ((text, text),), late=True, loud=True)
    yield CARDS.lines(incident, [changed, *acted])
    yield CARDS.lines(incident, [changed] * 200)
    flap = Flap(ContributorId(text), ((text, text),), NOON, NOON, 7)
    yield CARDS.card(replace(incident, flaps=(flap,) * 9))
    begins, ended = replace(changed, flap=flap), Flapped(NOON, NOON, NOON, 7, State.ALARM, ((text, text),))
    yield CARDS.lines(incident, [begins, ended])
    for event in (
        Event(EventId(text), text, NOON, ((text, text), ("key", text)), text, Place(text, text, text), text),
        Event(EventId(text), text, NOON, (), text, Place(text, text, text), text),
        Event(EventId(text), text, NOON, ((text, text),) * 500, text),
    ):
        yield CARDS.card(event)
        yield CARDS.lines(event, [])
    yield Cards(dashboard_url=text, timezone=ZoneInfo("UTC")).card(incident)
    yield dead_letters_with(text)


def dead_letters_with(text: str) -> Message:
    """Five dead letters that mean harm, after something went wrong with a sixth."""
    said: list[Alarm | Event] = [
        alarm_of(text, State.ALARM, Kind.UNKNOWN),
        Event(EventId(text), text, NOON, ((text, text),) * 50),
        *(Event(EventId(text), text, NOON, (), text) for _ in range(3)),
    ]
    letters = [DeadLetter(DeadLetterId(f"{n}" * 36), one, NOON, 9, text) for n, one in enumerate(said)]
    shelf = Shelf(tuple(letters), 2, 3, 11, 12, NOON, Moved("sent back", 1, text))
    return Replies("en", ZoneInfo("Asia/Seoul")).dead_letters(shelf)
