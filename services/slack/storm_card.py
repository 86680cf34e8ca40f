"""A storm: how many, of what, how bad; what to do; and every alarm by name on the pages in its thread."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from services.alarm import State
from services.post import Block, Message, Page
from services.slack.looks import NAME, SHORT, SIGN, Look, framed, where
from services.slack.members import and_more
from services.slack.rich_text import EMOJI, Phrase, emoji, fill, joined, rich_text, section, words
from services.slack.speech import Speech
from services.slack.text import cut, literal
from services.slack.words import duration
from services.storming.storm import Entry, Storm, whereabouts

WATCH_ALL = "storm_watch"
AGENT = "storm_agent"
REPORT = "storm_reporting"
PICK = "storm_pick"
UNWATCH = "storm_unwatch"

ON, OVER = Look("large_purple_circle", "#7048c8", ""), Look("large_purple_circle", "#9aa0a6", "")
BACK = Look("large_purple_circle", "#2eb67d", "")
NO_BACKTICK = "\u02cb"  # looks like one, and ends no block of code
BARS = "▁▂▃▄▅▆▇█"
NAMES = 80  # characters of what the names have in common
MARKDOWN = 12_000  # https://docs.slack.dev/reference/block-kit/blocks/markdown-block
WORTH_A_CHART = 3  # minutes
WATCHING = 5


def storm_card(speech: Speech, storm: Storm) -> Message:
    first = _first(speech, storm)
    rest: list[Block] = [
        *rich_text(section(_figures(speech, storm))),
        *rich_text(section(_chart(speech, storm))),
        *rich_text(section(_gravest(speech, storm))),
        *rich_text(section(_list(speech, storm))),
        *rich_text(section(_watchers(speech, storm))),
        _buttons(speech, storm),
    ]
    look = ON if storm.is_on else OVER if storm.sum.open else BACK
    return framed(look, first, [*emoji(look.sign), *words(" "), *first, *_alarming(speech, storm)], rest)


def _first(speech: Speech, storm: Storm) -> Phrase:
    tr, told = speech.tr, storm.sum
    span = (told.last - told.first).total_seconds() if told.first and told.last else 0.0
    many = tr.ngettext("{n} alarm in {span}", "{n} alarms in {span}", told.total)
    count = words(many.format(n=f"{told.total:,}", span=duration(tr, max(span, 1.0))), bold=True)
    said = count if storm.is_on else fill(tr.gettext("The storm is over: {alarms}"), alarms=count)
    common = words(f"{told.common}*", NAMES, bold=True) if told.common else []
    place = joined(where(told.place), " ") if told.place else []
    if not common and not place:
        return said
    most = joined([common, place], tr.gettext(" in ") if common else "")
    return [*said, *words(", "), *fill(tr.gettext("most of them {what}"), what=most)]


def _alarming(speech: Speech, storm: Storm) -> Phrase:
    n = storm.sum.alarming
    return words(speech.tr.gettext(" ({n} in ALARM)").format(n=f"{n:,}")) if n else []


def _figures(speech: Speech, storm: Storm) -> Phrase:
    tr, told = speech.tr, storm.sum
    counts = (
        (SIGN[State.ALARM], told.alarming, tr.gettext("{n} in ALARM")),
        (SIGN[State.INSUFFICIENT_DATA], told.without_data, tr.gettext("{n} without data")),
        (SIGN[State.OK], told.recovered, tr.gettext("{n} recovered")),
        ("white_check_mark", told.closed, tr.gettext("{n} closed")),
    )
    said = [_count(*one) for one in counts if one[1]]
    first = fill(tr.gettext("first {time}"), time=speech.when(told.first)) if told.first else []
    last = told.last and not storm.is_on and speech.when(told.last, near=told.first)
    ended = fill(tr.gettext("last {time}"), time=last) if last else []
    return joined([*said, first, ended, _growth(speech, storm)])


def _count(sign: str, n: int, said: str) -> Phrase:
    return [*emoji(sign), *words(" "), *words(said.format(n=f"{n:,}"))]


def _growth(speech: Speech, storm: Storm) -> Phrase:
    minutes = storm.sum.by_minute
    if not storm.is_on or len(minutes) < 2:  # noqa: PLR2004 — the minute that is not over yet, and one before
        return []
    return words(speech.tr.gettext("growing {n} a minute").format(n=f"{minutes[-2]:,}"))


def _chart(speech: Speech, storm: Storm) -> Phrase:
    minutes = storm.sum.by_minute
    if len(minutes) < WORTH_A_CHART:
        return []
    most = max(minutes)
    bars = "".join(BARS[(len(BARS) - 1) * n // most] for n in minutes)
    said = speech.tr.gettext("{bars} alarms a minute, {n} at most")
    return words(said.format(bars=bars, n=f"{most:,}"))


def _gravest(speech: Speech, storm: Storm) -> Phrase:
    tr, told = speech.tr, storm.sum
    if not told.gravest:
        return []
    names = [words(name, NAME) for name in told.gravest]
    more = told.with_cards - len(names)
    below = tr.ngettext("{n} more card below", "{n} more cards below", more)
    rest = words(below.format(n=more)) if more > 0 else []
    return fill(tr.gettext("Gravest: {names}"), names=joined([*names, rest]))


def _list(speech: Speech, storm: Storm) -> Phrase:
    tr = speech.tr
    pages = tr.ngettext("({n} page)", "({n} pages)", storm.pages).format(n=storm.pages)
    return words(tr.gettext("All by name: in the thread {pages}").format(pages=pages))


def _watchers(speech: Speech, storm: Storm) -> Phrase:
    if not storm.watchers:
        return []
    names = [words(one.person.name, SHORT) for one in storm.watchers[:WATCHING]]
    more = and_more(speech.tr, len(storm.watchers) - WATCHING)
    return [*emoji("eyes"), *words(" "), *joined([*names, more], ", ")]


def _buttons(speech: Speech, storm: Storm) -> Block:
    tr = speech.tr
    watch = [(WATCH_ALL, tr.gettext("👀 Watch all"))] if storm.is_on or storm.sum.open else []
    stop = [(UNWATCH, tr.gettext("Stop watching"))] if storm.watchers else []
    named = [*watch, (AGENT, tr.gettext("🤖 To Bedrock Agent")), (REPORT, tr.gettext("📝 Reporting")), *stop]
    buttons = [
        {"type": "button", "action_id": action, "text": _plain(label), "value": storm.id}
        for action, label in named
    ]
    pick = {
        "type": "external_select",
        "action_id": PICK,
        "placeholder": _plain(tr.gettext("Pick one alarm")),
        "min_query_length": 0,
    }
    # The menu's answers carry no value of ours: the block says which storm they are about.
    block_id = f"storm:{storm.id}:{storm.sum.total}:{storm.sum.open}:{len(storm.watchers)}:{storm.is_on:d}"
    return {"type": "actions", "block_id": block_id, "elements": [*buttons, pick]}


def _plain(label: str) -> dict[str, object]:
    return {"type": "plain_text", "text": label, "emoji": True}


def storm_page(speech: Speech, storm: Storm, page: Page) -> Message:
    """By state, names alone: a page has room for more of them, and they can be copied as they are."""
    tr, total = speech.tr, len(page.entries)
    many = tr.ngettext("Page {page} · {n} alarm", "Page {page} · {n} alarms", total)
    head = many.format(page=page.number, n=total)
    parts = [f"**{head}**", *_groups(speech, storm, page.entries)]
    return Message(head, ({"type": "markdown", "text": cut("\n".join(parts), MARKDOWN)},))


def _groups(speech: Speech, storm: Storm, entries: Iterable[Entry]) -> list[str]:
    said = []
    for (rank, sign), group in groupby(sorted(entries, key=_rank), key=_rank):
        rows = list(group)
        label = _labels(speech)[rank].format(n=len(rows))
        names = "\n".join(_row(storm, one) for one in rows)
        said.append(f"{_sign(sign)} {label}\n```\n{names}\n```")
    return said


def _labels(speech: Speech) -> Sequence[str]:
    tr = speech.tr
    return (
        tr.gettext("ALARM ({n})"),
        tr.gettext("INSUFFICIENT_DATA ({n})"),
        tr.gettext("OK ({n})"),
        tr.gettext("Closed before they had recovered ({n})"),
        tr.gettext("With a card of their own ({n})"),
    )


def _rank(entry: Entry) -> tuple[int, str]:
    if entry.has_card:
        return 4, "eyes"
    if entry.is_over and entry.state is not State.OK:
        return 3, "white_check_mark"
    ranks = {State.ALARM: 0, State.INSUFFICIENT_DATA: 1, State.OK: 2}
    return ranks[entry.state], SIGN[entry.state]


def _sign(name: str) -> str:
    return chr(int(EMOJI[name], 16))


def _row(storm: Storm, entry: Entry) -> str:
    """A name that can neither end the block it stands in nor reach anybody."""
    elsewhere = whereabouts(entry.arn) if entry.place != storm.place else ""
    return (literal(entry.name, NAME) or "…").replace("`", NO_BACKTICK) + literal(elsewhere, NAME)


def option_label(entry: Entry) -> str:
    """One alarm in the menu of all."""
    return f"{_sign(_rank(entry)[1])} {literal(entry.name, NAME)}"
