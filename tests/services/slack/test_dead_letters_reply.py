"""How the dead letters look, and what may be done with them."""

from zoneinfo import ZoneInfo

import pytest

from listeners import DLQ_DROP, DLQ_SEND, DLQ_TURN
from services.dead_letters.letters import Choice, DeadLetter, DeadLetterId, Moved, Shelf
from services.slack.dead_letters_reply import DROP, SEND, TURN
from services.slack.replies import Replies
from tests.builders import NOON, alarm, event
from tests.services.slack.drawn import drawn, elements
from tests.services.slack.rules import hold_limits, refused

REPLIES = Replies("en", ZoneInfo("UTC"))
KOREAN = Replies("ko", ZoneInfo("Asia/Seoul"))


def letter(said, number: int = 1, **about) -> DeadLetter:
    return DeadLetter(DeadLetterId(f"id-{number}"), said, NOON, 9, **about)


def shelf(*letters: DeadLetter, page=1, pages=1, found=None, counted=None, moved=None) -> Shelf:
    found = len(letters) if found is None else found
    return Shelf(letters, page, pages, found, found if counted is None else counted, NOON, moved)


def test_an_empty_queue_is_good_news():
    assert drawn(REPLIES.dead_letters(shelf())) == ["*🟢 The dead-letter queue is empty.*"]


def test_each_is_told_by_what_it_is_when_it_was_sent_and_what_it_says():
    message = REPLIES.dead_letters(
        shelf(
            letter(alarm(reason="no space left")),
            letter(event("{broken", text="{broken"), 2, given_up_by="orders"),
        )
    )
    lines = drawn(message)
    assert lines[0] == "*🟡 2 messages in the dead-letter queue* · read 12:00:00"
    assert lines[1:4] == [
        "🔴 ALARM *web-7-cpu-high* · sent 2026-11-20 12:00 · received 9 times",
        "> no space left",
        "[Send back] [Throw away]",
    ]
    assert lines[4].endswith("*{broken* · sent 2026-11-20 12:00 · received 9 times · given up by orders")
    assert lines[-1] == "[Send these 2 back] [Throw these 2 away]"
    hold_limits(message)
    assert refused(message) is None


def test_what_its_name_says_already_is_not_said_again():
    lines = drawn(REPLIES.dead_letters(shelf(letter(event("lost", text="lost\n")))))
    assert not [line for line in lines if line.startswith("> ")]


def test_a_message_that_says_nothing_is_told_as_such():
    assert "(It says nothing that can be read.)" in REPLIES.dead_letters(shelf(letter(event("")))).text


def test_a_count_that_does_not_match_is_told():
    text = REPLIES.dead_letters(shelf(letter(event("a")), counted=3)).text
    assert "SQS shows 3, and I got hold of 1" in text
    text = REPLIES.dead_letters(shelf(counted=3)).text
    assert "3 messages in the dead-letter queue" in text


def test_pages_are_turned_and_all_are_sent_back():
    letters = [letter(event(f"m{n}"), n) for n in range(5)]
    message = REPLIES.dead_letters(shelf(*letters, page=2, pages=3, found=12))
    assert drawn(message)[-1] == ("[Send these 5 back] [Throw these 5 away] [Send all back] [◀] [2 of 3 ▶]")
    values = {one["action_id"]: one["value"] for one in elements(message, "button")}
    assert Choice.read(values["dlq_send_all"]) == Choice(None, 2)
    assert Choice.read(values["dlq_drop_page"]) == Choice(tuple(one.id for one in letters), 2)
    assert Choice.read(values["dlq_send_3"]) == Choice((DeadLetterId("id-2"),), 2)
    assert (values["dlq_turn_back"], values["dlq_turn_on"]) == ("1", "3")


def test_nothing_is_sent_back_or_thrown_away_without_a_question():
    message = REPLIES.dead_letters(
        shelf(letter(event("a")), letter(event("b"), 2), counted=9, page=2, pages=2)
    )
    for button in elements(message, "button"):
        assert ("confirm" in button) is not button["action_id"].startswith(TURN)
    (drop,) = [one for one in elements(message, "button") if one["action_id"] == "dlq_drop_1"]
    assert drop["confirm"]["text"]["text"] == "Nobody will ever see it again: a"


@pytest.mark.parametrize(
    ("moved", "says"),
    [
        (Moved("sent back", 2), "✅ 2 messages sent back."),
        (Moved("thrown away", 1), "🗑️ 1 message thrown away."),
        (Moved("sent back", 1, "no"), "✅ 1 message sent back. ⚠️ Others stay where they are: no"),
        (Moved("sent back", 0, "no"), "⚠️ Others stay where they are: no"),
        (Moved("sent back", 0), "They are no longer there: somebody was faster."),
    ],
)
def test_what_was_done_is_told_above_the_rest(moved, says):
    assert drawn(REPLIES.dead_letters(shelf(moved=moved)))[0] == says


def test_its_buttons_have_their_listeners():
    assert (DLQ_TURN.pattern, DLQ_SEND.pattern, DLQ_DROP.pattern) == tuple(
        rf"{begins}\w+" for begins in (TURN, SEND, DROP)
    )


def test_it_speaks_korean():
    text = KOREAN.dead_letters(shelf(letter(alarm()), counted=3, moved=Moved("sent back", 2))).text
    assert not any(word in text for word in ("messages", "sent", "received", "SQS shows", "read "))
