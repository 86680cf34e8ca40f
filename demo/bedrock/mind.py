"""The model of the demo: it reads what it is given, puts it into sentences, and has no wit of its own."""

import re
from collections.abc import Iterator, Sequence

from demo.bedrock.brief import Brief, read_brief, read_time
from demo.bedrock.facts import Change, Logged, changes, clock, course, logged, ringing, short, times_off
from demo.bedrock.replies import Conversation, Reply, Result, Says, Turn
from demo.bedrock.reporting import MARK, report
from demo.bedrock.wishes import wish
from demo.bedrock.words import Words, words_for

NAMES, LINES = 4, 6  # that are told of a list
SAID_AGAIN = 400  # characters
CLOCK = re.compile(r"(?:\d{4}-\d\d-\d\d )?\d\d:\d\d(?:(?::\d\d)?Z| UTC)")
SAY_AGAIN = re.compile(
    r"what did you (just )?(say|answer|tell)|say (it|that) again|repeat|방금 뭐|뭐라고|다시 (말|알려)",
    re.IGNORECASE,
)
SINCE_WHEN = re.compile(
    r"^\W*(and |그럼 |그건 |그게 )?(since when|when did (it|that|this)|언제부터|언제)", re.IGNORECASE
)


def think(conversation: Conversation) -> Reply:
    """Answer the last turn, or ask for a look-up first."""
    now = conversation.turns[-1]
    brief = read_brief(now.prompt)
    if MARK in brief.question and not brief.earlier:
        return Says(report(brief))
    words = words_for(brief.question)
    earlier = [turn for turn in (*conversation.turns[:-1], *brief.earlier) if turn.answer]
    if SAY_AGAIN.search(brief.question) or SINCE_WHEN.search(brief.question):
        return Says("\n\n".join([*_remembered(brief, earlier, words), words.canned]))
    return wish(conversation, brief) or Says("\n\n".join(_answer(brief, now.results, words)))


def _remembered(brief: Brief, earlier: Sequence[Turn], words: Words) -> Iterator[str]:
    """From what was said before; where that is gone, it is not made up."""
    last = earlier[-1].answer.replace(words.canned, "").strip() if earlier else ""
    if not last:
        yield words.forgotten
    elif SAY_AGAIN.search(brief.question):
        yield words.said.format(text=_beginning(last))
    elif found := CLOCK.search(last):
        yield words.then.format(at=found[0])
    if brief.alarm and (not last or not CLOCK.search(last)):
        yield _state(brief, words)


def _beginning(text: str) -> str:
    """As many paragraphs of *text* as are said again."""
    if len(text) <= SAID_AGAIN:
        return text
    return text[:SAID_AGAIN].rpartition("\n\n")[0] or text[:SAID_AGAIN]


def _answer(brief: Brief, results: Sequence[Result], words: Words) -> Iterator[str]:
    """The cause first, then what shows it, then what to do."""
    known, line = changes(brief, results), logged(brief)
    if brief.storm:
        yield from _storm(brief, words)
    if brief.alarm:
        yield f"{_cause(known, line, words)} {_state(brief, words)}"
    points = [*_evidence(brief, known, line, words), *_looked_up(results, words)]
    points += [words.absent.format(text=text) for text in brief.absent]
    if points:
        yield "\n".join(f"- {point}" for point in points)
    elif not brief.alarm:
        yield words.nothing
    if brief.alarm:
        steps = enumerate(_next(brief, known, line, words), 1)
        yield "\n".join([words.next, *(f"{number}. {step}" for number, step in steps)])
    yield words.canned


def _storm(brief: Brief, words: Words) -> Iterator[str]:
    """How many, and what most of them have in common."""
    row, first = brief.storm, read_time(brief.storm.get("first opened", ""))
    count, alarming = row.get("alarms", "?"), row.get("in ALARM now", "?")
    yield words.storm.format(count=count, alarming=alarming, at=clock(first) if first else "?")
    shared = (row.get(name, "–") for name in ("how names begin", "how names end", "where"))
    begin, end, where = (", ".join(one.split(", ")[:NAMES]) for one in shared)
    yield words.alike.format(begin=begin, end=end, where=where)
    yield words.one_of_them


def _cause(known: Sequence[Change], line: Logged | None, words: Words) -> str:
    if known:
        first = known[0]
        call = f"`{first.call}`"
        told = words.changed.format(
            what=f"`{first.what}`", call=call, at=clock(first.at), minutes=first.minutes
        )
        return f"{told} {words.then_logged.format(text=line.text)}" if line else told
    if line:
        return words.logged.format(text=line.text, where=line.where, count=line.count)
    return words.unclear


def _state(brief: Brief, words: Words) -> str:
    name, state = (brief.alarm.get(row, "?") for row in ("name", "state"))
    since = clock(brief.since) if brief.since else "?"
    return words.is_so.format(name=name, state=state, since=since)


def _evidence(brief: Brief, known: Sequence[Change], line: Logged | None, words: Words) -> Iterator[str]:
    for one in known[:2]:
        call = f"`{one.call}`"
        yield words.change.format(call=call, what=f"`{one.what}`", who=one.who, at=clock(one.at))
    if line and known:  # otherwise it is told above
        yield words.logs.format(where=line.where, count=line.count, text=line.text)
    if metric := course(brief):
        yield words.metric.format(where=metric.where, last=metric.last, at=metric.at, low=metric.low)
    if (times := times_off(brief)) > 1:
        yield words.history.format(count=times)
    if (others := brief.section("others")) and (names := ringing(others.text)):
        yield words.others.format(names=_names(names, words))
    if opened := brief.section("open incidents"):
        names = ringing(opened.text)
        yield f"{words.opened} {_names(names, words)}" if names else words.all_quiet


def _looked_up(results: Sequence[Result], words: Words) -> Iterator[str]:
    """What a look-up gave, where it is not told as a change already."""
    for result in results:
        told = result.text.splitlines()[1:] or [result.text]  # its first line repeats what was asked
        if result.failed:
            yield words.failed.format(tool=result.tool, text=short(told[-1]))
        elif not changes(Brief(""), [result]):
            yield f"`{result.tool}`: {short(told[0])}"
            yield from (short(row) for row in told[1:LINES])


def _next(brief: Brief, known: Sequence[Change], line: Logged | None, words: Words) -> Iterator[str]:
    if known:
        yield words.roll_back.format(who=known[0].who)
        yield words.watch.format(name=brief.alarm.get("name", "?"))
    elif line and brief.since:
        yield words.read_log.format(where=line.where, at=clock(brief.since))
        yield words.ask_who
    else:
        yield words.look_on


def _names(names: Sequence[str], words: Words) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:NAMES])
    return words.more.format(names=shown, count=len(names) - NAMES) if len(names) > NAMES else shown
