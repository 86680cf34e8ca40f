"""The answer to `/aws dlq`: a page of what could not be accepted, and buttons to do something about it."""

from gettext import NullTranslations

from services.alarm import Alarm
from services.dead_letters.letters import Choice, DeadLetter, Moved, Shelf
from services.event import Event
from services.post import Block, Message
from services.slack.looks import EVENT, SHORT, SIGN, named
from services.slack.rich_text import (
    Element,
    Phrase,
    emoji,
    fill,
    joined,
    quote,
    rich_text,
    section,
    spoken,
    words,
)
from services.slack.speech import Speech
from services.slack.text import literal

TURN, SEND, DROP = "dlq_turn_", "dlq_send_", "dlq_drop_"  # what the ids of its buttons begin with
SAID = 300  # characters of a message
NAME = 100  # characters in a question
REASON = 300


def dead_letters_reply(speech: Speech, shelf: Shelf) -> Message:
    tr = speech.tr
    head = [
        phrase for phrase in (_moved(tr, shelf.moved), _head(speech, shelf), _missed(tr, shelf)) if phrase
    ]
    blocks = [block for phrase in head for block in rich_text(section(phrase))]
    said = list(head)
    for number, letter in enumerate(shelf.letters, start=1):
        first, rest = _first(speech, letter), words(_body(tr, letter), SAID)
        said += [first, rest] if rest else [first]
        blocks += [*rich_text(section(first), quote(rest)), _own_buttons(tr, shelf, number, letter)]
    foot = _foot(tr) if shelf.letters else []
    blocks += [*rich_text(section(foot)), *_buttons(tr, shelf)]
    return Message("\n".join(spoken(phrase) for phrase in (*said, foot) if phrase), tuple(blocks))


def _head(speech: Speech, shelf: Shelf) -> Phrase:
    tr = speech.tr
    if not shelf.found and not shelf.counted:
        return words(tr.gettext("🟢 The dead-letter queue is empty."), bold=True)
    counted = tr.ngettext(
        "🟡 {n} message in the dead-letter queue", "🟡 {n} messages in the dead-letter queue", shelf.counted
    )
    read = fill(tr.gettext("read {time}"), time=speech.moment(shelf.read_at))
    return joined([words(counted.format(n=shelf.counted), bold=True), read])


def _missed(tr: NullTranslations, shelf: Shelf) -> Phrase:
    if shelf.found >= shelf.counted:
        return []
    missed = tr.gettext(
        "SQS shows {n}, and I got hold of {m}: others may be looking at the rest. Ask again in a minute."
    )
    return words(missed.format(n=shelf.counted, m=shelf.found))


def _moved(tr: NullTranslations, moved: Moved | None) -> Phrase:
    if moved is None:
        return []
    if not moved.count and not moved.trouble:
        return words(tr.gettext("They are no longer there: somebody was faster."))
    if moved.deed == "sent back":
        done = tr.ngettext("✅ {n} message sent back.", "✅ {n} messages sent back.", moved.count)
    else:
        done = tr.ngettext("🗑️ {n} message thrown away.", "🗑️ {n} messages thrown away.", moved.count)
    told = words(done.format(n=moved.count)) if moved.count else []
    why = tr.gettext("⚠️ Others stay where they are: {reason}")
    failed = fill(why, reason=words(moved.trouble, REASON)) if moved.trouble else []
    return joined([told, failed], " ")


def _first(speech: Speech, letter: DeadLetter) -> Phrase:
    tr, said = speech.tr, letter.notification
    sign = SIGN[said.state] if isinstance(said, Alarm) else EVENT.sign
    state = words(f" {said.state.value}") if isinstance(said, Alarm) else []
    sent = fill(tr.gettext("sent {time}"), time=speech.when(letter.sent_at))
    received = tr.ngettext("received {n} time", "received {n} times", letter.receives).format(
        n=letter.receives
    )
    source = fill(tr.gettext("given up by {queue}"), queue=words(letter.given_up_by, SHORT))
    name = [*emoji(sign), *state, *words(" "), *named(tr, _name(letter), bold=True)]
    return joined([name, sent, words(received), source if letter.given_up_by else []])


def _name(letter: DeadLetter) -> str:
    said = letter.notification
    return said.name if isinstance(said, Alarm) else said.title


def _body(tr: NullTranslations, letter: DeadLetter) -> str:
    """What it says beyond its name, as far as it can be read."""
    said = letter.notification
    text = said.reason if isinstance(said, Alarm) else _text(said)
    if not literal(f"{_name(letter)[:SAID]}{text}", SAID).strip():
        return tr.gettext("(It says nothing that can be read.)")
    return "" if text.strip() == _name(letter).strip() else text


def _text(event: Event) -> str:
    return event.text or " · ".join(f"{key}: {value}" for key, value in event.facts)


def _foot(tr: NullTranslations) -> Phrase:
    return words(
        tr.gettext(
            "Why it was not accepted stands in my log (message_not_accepted). What is sent back is "
            "tried anew; what had been accepted all the same is recognised and changes nothing."
        )
    )


def _own_buttons(tr: NullTranslations, shelf: Shelf, number: int, letter: DeadLetter) -> Block:
    choice = Choice((letter.id,), shelf.page)
    name = literal(_name(letter), NAME)
    elements = [
        _send(tr, str(number), tr.gettext("Send back"), choice, name),
        _drop(tr, str(number), tr.gettext("Throw away"), choice, name),
    ]
    return _actions(shelf, str(number), elements)


def _buttons(tr: NullTranslations, shelf: Shelf) -> list[Block]:
    """For the page, for all, and to turn it; one message alone has its own."""
    elements: list[Element] = []
    here = Choice(tuple(letter.id for letter in shelf.letters), shelf.page)
    if len(shelf.letters) > 1:
        n = len(shelf.letters)
        these = tr.ngettext("{n} message", "{n} messages", n).format(n=n)
        elements += [
            _send(tr, "page", tr.gettext("Send these {n} back").format(n=n), here, these),
            _drop(tr, "page", tr.gettext("Throw these {n} away").format(n=n), here, these),
        ]
    if shelf.counted > len(shelf.letters) > 0:
        every = tr.gettext("all messages that are there then")
        elements.append(_send(tr, "all", tr.gettext("Send all back"), Choice(None, shelf.page), every))
    if shelf.page > 1:
        elements.append(_button(f"{TURN}back", "◀", str(shelf.page - 1)))
    if shelf.page < shelf.pages:
        label = tr.gettext("{page} of {pages} ▶").format(page=shelf.page, pages=shelf.pages)
        elements.append(_button(f"{TURN}on", label, str(shelf.page + 1)))
    return [_actions(shelf, "page", elements)] if elements else []


def _actions(shelf: Shelf, part: str, elements: list[Element]) -> Block:
    # an answer that replaces another wants another id
    block_id = f"dlq:{shelf.read_at.timestamp()}:{shelf.page}:{part}"
    return {"type": "actions", "block_id": block_id, "elements": elements}


def _send(tr: NullTranslations, part: str, label: str, choice: Choice, what: str) -> Element:
    title = tr.gettext("Send back?")
    text = tr.gettext("To the queue, to be tried anew: {what}").format(what=what)
    confirm = _confirm(tr, title, text, tr.gettext("Send back"))
    return _button(f"{SEND}{part}", label, str(choice)) | {"confirm": confirm}


def _drop(tr: NullTranslations, part: str, label: str, choice: Choice, what: str) -> Element:
    title = tr.gettext("Throw away?")
    text = tr.gettext("Nobody will ever see it again: {what}").format(what=what)
    confirm = _confirm(tr, title, text, tr.gettext("Throw away")) | {"style": "danger"}
    return _button(f"{DROP}{part}", label, str(choice)) | {"confirm": confirm, "style": "danger"}


def _confirm(tr: NullTranslations, title: str, text: str, yes: str) -> Element:
    said = {"title": title, "text": text, "confirm": yes, "deny": tr.gettext("Cancel")}
    return {name: {"type": "plain_text", "text": text} for name, text in said.items()}


def _button(action: str, label: str, value: str) -> Element:
    text = {"type": "plain_text", "text": label, "emoji": True}
    return {"type": "button", "action_id": action, "text": text, "value": value}
