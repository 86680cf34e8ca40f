"""A mute: who keeps what quiet, until when and why; and everything that it keeps quiet."""

from gettext import NullTranslations

from services.alarm import State
from services.muting.mute import Mute, Quieted, Silence
from services.post import Block, Message
from services.slack.looks import SHORT, SIGN, Look, framed, named
from services.slack.members import and_more
from services.slack.rich_text import Phrase, bullets, emoji, fill, joined, rich_text, section, words
from services.slack.speech import Speech

UNMUTE = "unmute"
REASON = 200
MUTED = Look("mute", "#868e96", "")


def silence_card(speech: Speech, silence: Silence) -> Message:
    first = _first(speech, silence)
    rest: list[Block] = [
        *rich_text(section(_why(speech, silence))),
        *rich_text(section(_sum(speech, silence)), *_list(speech, silence)),
    ]
    if silence.ended_at is None:
        rest.append(_buttons(speech, silence))
    return framed(MUTED, first, [*emoji(MUTED.sign), *words(" "), *first], rest)


def mute_row(speech: Speech, mute: Mute) -> Phrase:
    """One mute in a list of them."""
    times = _weekly(speech, mute) if mute.weekly else _until(speech, mute)
    pattern = named(speech.tr, mute.pattern, bold=True)
    return joined([pattern, times, _by(speech, mute), words(mute.reason, REASON)])


def _first(speech: Speech, silence: Silence) -> Phrase:
    tr, pattern = speech.tr, named(speech.tr, silence.mute.pattern, bold=True)
    if silence.ended_at is None:
        return fill(
            tr.gettext("{pattern} is muted until {time}"), pattern=pattern, time=speech.when(silence.until)
        )
    since, until = speech.when(silence.since), speech.when(silence.ended_at, near=silence.since)
    return fill(
        tr.gettext("{pattern} was muted from {since} to {until}"), pattern=pattern, since=since, until=until
    )


def _why(speech: Speech, silence: Silence) -> Phrase:
    mute, tr = silence.mute, speech.tr
    ended: Phrase = []
    if mute.ended_by:
        ended = fill(tr.gettext("ended by {person}"), person=words(mute.ended_by.name, SHORT))
    weekly = _weekly(speech, mute) if mute.weekly else []
    return joined([_by(speech, mute), words(mute.reason, REASON), weekly, ended])


def _by(speech: Speech, mute: Mute) -> Phrase:
    return fill(speech.tr.gettext("by {person}"), person=words(mute.by.name, SHORT))


def _until(speech: Speech, mute: Mute) -> Phrase:
    return fill(speech.tr.gettext("until {time}"), time=speech.when(mute.until)) if mute.until else []


def _weekly(speech: Speech, mute: Mute) -> Phrase:
    weekly, tr = mute.weekly, speech.tr
    if weekly is None:
        return []
    days = ", ".join(_weekdays(tr)[day] for day in weekly.days)
    said = tr.gettext("every {days} {start}–{end} ({zone})")
    return words(
        said.format(days=days, start=f"{weekly.start:%H:%M}", end=f"{weekly.end:%H:%M}", zone=weekly.zone)
    )


def _weekdays(tr: NullTranslations) -> tuple[str, ...]:
    return (
        tr.gettext("Mon"),
        tr.gettext("Tue"),
        tr.gettext("Wed"),
        tr.gettext("Thu"),
        tr.gettext("Fri"),
        tr.gettext("Sat"),
        tr.gettext("Sun"),
    )


def _sum(speech: Speech, silence: Silence) -> Phrase:
    tr, count, wrong = speech.tr, silence.count, silence.wrong
    if silence.ended_at:
        kept = tr.ngettext("{n} alarm was kept quiet", "{n} alarms were kept quiet", count)
        still = tr.ngettext("{n} was not back by then", "{n} were not back by then", wrong)
        none, well = tr.gettext("Nothing went off meanwhile."), tr.gettext("all were back")
    else:
        kept = tr.ngettext("{n} alarm is kept quiet", "{n} alarms are kept quiet", count)
        still = tr.ngettext("{n} is not back yet", "{n} are not back yet", wrong)
        none, well = tr.gettext("Nothing has gone off yet."), tr.gettext("all are back")
    if not count:
        return words(none)
    return joined([words(kept.format(n=count)), words(still.format(n=wrong) if wrong else well)])


def _list(speech: Speech, silence: Silence) -> list[dict[str, object]]:
    rows = [_quieted(speech, one) for one in silence.quieted]
    more = and_more(speech.tr, silence.count - len(rows))
    return [bullets([*rows, *([more] if more else [])])] if rows else []


def _quieted(speech: Speech, one: Quieted) -> Phrase:
    closed_early = one.is_over and one.state is not State.OK
    sign = "white_check_mark" if closed_early else SIGN[one.state]
    name = named(speech.tr, one.name)
    said = fill(speech.tr.gettext("{alarm} since {time}"), alarm=name, time=speech.when(one.since))
    return [*emoji(sign), *words(" "), *said]


def _buttons(speech: Speech, silence: Silence) -> Block:
    tr, mute = speech.tr, silence.mute
    label = {"type": "plain_text", "text": tr.gettext("Unmute"), "emoji": True}
    button = {"type": "button", "action_id": UNMUTE, "text": label, "value": mute.id}
    if mute.weekly:
        button["confirm"] = _confirm(tr)
    # An updated message wants another id: https://docs.slack.dev/reference/block-kit/blocks/actions-block
    block_id = f"silence:{silence.id}:{silence.count}:{silence.wrong}"
    return {"type": "actions", "block_id": block_id, "elements": [button]}


def _confirm(tr: NullTranslations) -> Block:
    """Who presses it may mean today alone."""
    said = {
        "title": tr.gettext("End the weekly mute?"),
        "text": tr.gettext("It ends for good, not for this time alone."),
        "confirm": tr.gettext("Unmute"),
        "deny": tr.gettext("Cancel"),
    }
    return {name: {"type": "plain_text", "text": text} for name, text in said.items()}
