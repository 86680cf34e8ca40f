"""Those that make up an alarm: the children of a composite, the contributors of one that watches many."""

import math
from gettext import NullTranslations

from services.alarm import Child, State
from services.incident import GRAVITY, Incident, Part
from services.slack.comparisons import SMALLER_IS_WORSE, value_of
from services.slack.looks import SIGN
from services.slack.rich_text import Phrase, emoji, fill, joined, words
from services.slack.speech import Speech
from services.slack.text import cut

MOST_NAMED = 5
NAME = 80  # characters


def children_in_alarm(incident: Incident) -> list[Child]:
    return [child for child in incident.alarm.children if child.state is State.ALARM]


def worst_first(incident: Incident) -> list[Part]:
    """The contributors that are not OK."""
    condition = incident.alarm.condition
    sign = 1 if condition and condition.comparison in SMALLER_IS_WORSE else -1

    def rank(part: Part) -> tuple[int, float]:
        unknown = part.value is None or math.isnan(part.value)
        return -GRAVITY[part.state], math.inf if unknown else sign * (part.value or 0.0)

    return sorted((part for part in incident.parts if part.state is not State.OK), key=rank)


def part_name(attributes: tuple[tuple[str, str], ...]) -> str:
    """A contributor by what sets it apart from the others."""
    return cut(", ".join(value for _, value in attributes), NAME)


def part_words(tr: NullTranslations, incident: Incident, part: Part) -> str:
    """A contributor and its value."""
    value = "" if part.value is None else " " + value_of(tr, incident.alarm, part.value)
    return (part_name(part.attributes) or cut(part.id, NAME)) + value


def census(tr: NullTranslations, incident: Incident) -> str:
    """How many of them are in ALARM."""
    if incident.parts:
        total, n = len(incident.parts), sum(part.state is State.ALARM for part in incident.parts)
        said = tr.ngettext("{n} of {total} contributor", "{n} of {total} contributors", total)
    else:
        total, n = len(incident.alarm.children), len(children_in_alarm(incident))
        said = tr.ngettext("{n} of {total} child", "{n} of {total} children", total)
    return said.format(n=n, total=total)


def parts_line(tr: NullTranslations, incident: Incident) -> Phrase:
    """The worst of the contributors by name."""
    worst = worst_first(incident)
    named = [_part(tr, incident, part) for part in worst[:MOST_NAMED]]
    return joined([*named, and_more(tr, len(worst) - MOST_NAMED)])


def children_line(speech: Speech, incident: Incident) -> Phrase:
    """The children in ALARM by name, the others by number."""
    alarming = children_in_alarm(incident)
    named = [_child(speech, incident, child) for child in alarming[:MOST_NAMED]]
    more = and_more(speech.tr, len(alarming) - MOST_NAMED)
    others = [_others(speech.tr, incident, state) for state in (State.INSUFFICIENT_DATA, State.OK)]
    return joined([*named, more, *others])


def and_more(tr: NullTranslations, n: int) -> Phrase:
    return words(tr.gettext("and {n} more").format(n=n)) if n > 0 else []


def _part(tr: NullTranslations, incident: Incident, part: Part) -> Phrase:
    return [*emoji(SIGN[part.state]), *words(f" {part_words(tr, incident, part)}")]


def _child(speech: Speech, incident: Incident, child: Child) -> Phrase:
    name = words(cut(child.name, NAME))
    if child.since is None:
        return [*emoji("red_circle"), *words(" "), *name]
    since = speech.when(child.since, near=incident.since)
    return [*emoji("red_circle"), *fill(speech.tr.gettext(" {name} since {time}"), name=name, time=since)]


def _others(tr: NullTranslations, incident: Incident, state: State) -> Phrase:
    n = sum(child.state is state for child in incident.alarm.children)
    if not n:
        return []
    return [*emoji(SIGN[state]), *words(tr.ngettext(" {n} other", " {n} others", n).format(n=n))]
