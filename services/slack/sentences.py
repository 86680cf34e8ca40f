"""What is wrong with an alarm, or no longer wrong, said in words."""

from gettext import NullTranslations

from services.alarm import Alarm, State
from services.incident import Incident
from services.slack.comparisons import UNMEASURED, fact, how_often, value_of, with_statistic
from services.slack.members import (
    MOST_NAMED,
    NAME,
    census,
    children_in_alarm,
    children_line,
    part_words,
    parts_line,
    worst_first,
)
from services.slack.rich_text import Phrase, fill, joined, words
from services.slack.speech import Speech
from services.slack.text import cut, first_sentence
from services.slack.words import duration

SENTENCE = 300  # characters


def trouble(speech: Speech, incident: Incident) -> Phrase:
    """The line that says what is wrong."""
    match incident.state:
        case State.OK:
            return words(_recovered(speech.tr, incident), SENTENCE)
        case State.INSUFFICIENT_DATA:
            return _no_data(speech, incident)
        case _ if incident.parts:
            return parts_line(speech.tr, incident)
        case _ if children_in_alarm(incident):
            return children_line(speech, incident)
        case _:
            return words(_measured(speech.tr, incident.alarm), SENTENCE)


def gist(tr: NullTranslations, incident: Incident) -> str:
    """The same in a few words, for a lock screen."""
    match incident.state:
        case State.OK:
            return _recovery(tr, incident)
        case State.INSUFFICIENT_DATA:
            return ", ".join([tr.gettext("no data"), *_last_value(tr, incident)])
        case _ if incident.parts:
            names = [part_words(tr, incident, part) for part in worst_first(incident)[:1]]
            return ", ".join(filter(None, [census(tr, incident), *names]))
        case _ if alarming := children_in_alarm(incident):
            names = [cut(child.name, NAME) for child in alarming[:MOST_NAMED]]
            return f"{census(tr, incident)}: {', '.join(names)}"
        case _:
            return _measured_in_short(tr, incident.alarm)


def _recovery(tr: NullTranslations, incident: Incident) -> str:
    if incident.opened_at is None or incident.opened_at > incident.since:
        return tr.gettext("recovered")
    lasted = duration(tr, (incident.since - incident.opened_at).total_seconds())
    return tr.gettext("recovered after {duration}").format(duration=lasted)


def _recovered(tr: NullTranslations, incident: Incident) -> str:
    recovery, alarm = _recovery(tr, incident), incident.alarm
    head = recovery[:1].upper() + recovery[1:]
    said = with_statistic(tr, alarm, fact(tr, alarm, wrong=False)) if alarm.values else ""
    if not said and alarm.metric is None and not (incident.parts or alarm.children):
        said = first_sentence(alarm.reason)
    return f"{head}: {said}" if said else head


def _no_data(speech: Speech, incident: Incident) -> Phrase:
    tr, previous = speech.tr, incident.alarm.previous
    since = fill(tr.gettext("No data since {time}"), time=speech.when(incident.since))
    was = words(tr.gettext(" (was {state})").format(state=previous.value)) if previous else []
    return joined([since + was, *(words(value) for value in _last_value(tr, incident))])


def _last_value(tr: NullTranslations, incident: Incident) -> list[str]:
    if incident.last_value is None:
        return []
    value = value_of(tr, incident.alarm, incident.last_value)
    return [tr.gettext("last value {value}").format(value=value)]


def _measured(tr: NullTranslations, alarm: Alarm) -> str:
    """Where no value tells what is wrong, CloudWatch's reason does: missing data, say."""
    said = with_statistic(tr, alarm, fact(tr, alarm, wrong=True))
    if not said or (not alarm.values and alarm.reason):
        return first_sentence(alarm.reason or alarm.rule)
    metric = alarm.metric or UNMEASURED
    what = cut(metric.name or metric.expression, NAME)
    if resource := cut(", ".join(value for _, value in metric.dimensions), NAME):
        what = tr.gettext("{metric} of {resource}").format(metric=what, resource=resource)
    told = ", ".join(filter(None, [said, how_often(tr, alarm.condition)]))
    return f"{what}: {told}" if what else told


def _measured_in_short(tr: NullTranslations, alarm: Alarm) -> str:
    if alarm.values and (said := fact(tr, alarm, wrong=True)):
        return f"{cut((alarm.metric or UNMEASURED).name, NAME)} {said}".strip()
    return first_sentence(alarm.reason)
