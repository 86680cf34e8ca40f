"""What was logged while an alarm went off: the gravest and the newest, bounded, and without secrets."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.aws.reading.asking import Forbidden, Unreadable
from services.aws.reading.log_lines import LONGEST, Event, gathered, looks_like_error, readable
from services.aws.reading.log_places import LogPlace
from services.aws.reading.logs import AT_ONCE, ERRORS, PAGES, Logs
from tests.builders import NOON, minutes

GROUP = "/shop/web"
PLACE = LogPlace((GROUP,))
SINCE, UNTIL = NOON - minutes(60), NOON + minutes(15)
LATELY = datetime.now(UTC) - minutes(90)  # moto takes nothing older than a fortnight, as AWS does
HIDDEN = "hunter2-hunter2"


def logged(aws: Any, *messages: tuple[float, str], group: str = GROUP) -> None:
    logs = aws("logs")
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="s")
    for after, message in messages:
        entry = {"timestamp": milliseconds(LATELY + minutes(after)), "message": message}
        logs.put_log_events(logGroupName=group, logStreamName="s", logEvents=[entry])


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def entry(number: int, message: str = "ERROR", after: float = 0) -> dict[str, Any]:
    return {"eventId": str(number), "timestamp": milliseconds(NOON + minutes(after)), "message": message}


async def test_the_gravest_lines_come_first_and_of_these_the_newest(wire, asking):
    wire.answer(
        "FilterLogEvents",
        lambda asked: {
            "events": [entry(1, "ERROR pool exhausted", 1), entry(2, "Exception in thread main", 5)]
            + ([] if "filterPattern" in asked else [entry(3, "GET /a", 9), entry(4, "GET /b", 7)])
        },
    )
    found = await Logs(wire.client, asking).read(PLACE, SINCE, UNTIL)
    assert [line.text for line in found.lines] == [
        "Exception in thread main",
        "ERROR pool exhausted",
        "GET /a",
        "GET /b",
    ]
    assert (found.seen, found.errors, found.more) == (4, 2, False)


async def test_errors_are_asked_for_first_and_the_newest_first(wire, asking):
    wire.answer("FilterLogEvents", {"events": []})
    await Logs(wire.client, asking).read(PLACE, SINCE, UNTIL)
    first, second = wire.requests("FilterLogEvents")
    assert first == {
        "logGroupName": GROUP,
        "startTime": milliseconds(SINCE),
        "endTime": milliseconds(UNTIL),
        "limit": AT_ONCE,
        "startFromHead": False,
        "filterPattern": ERRORS,
    }
    assert second == {name: value for name, value in first.items() if name != "filterPattern"}


async def test_enough_errors_leave_everything_else_unread(wire, asking):
    wire.answer("FilterLogEvents", {"events": [entry(number) for number in range(40)]})
    await Logs(wire.client, asking).read(PLACE, SINCE, UNTIL)
    assert len(wire.requests("FilterLogEvents")) == 1


async def test_what_a_metric_filter_counts_is_read_by_its_own_pattern_and_all_of_it_counts(wire, asking):
    wire.answer("FilterLogEvents", {"events": [entry(1, "slow"), entry(2, "slow")]})
    found = await Logs(wire.client, asking).read(LogPlace((GROUP,), "{ $.ms > 900 }"), SINCE, UNTIL)
    (asked,) = wire.requests("FilterLogEvents")
    assert asked["filterPattern"] == "{ $.ms > 900 }"
    assert found.errors == 2


async def test_a_log_without_end_is_read_for_a_few_pages_and_says_that_there_is_more(wire, asking):
    wire.answer("FilterLogEvents", {"events": [], "nextToken": "again"})
    found = await Logs(wire.client, asking).read(LogPlace((GROUP,), "x"), SINCE, UNTIL)
    assert len(wire.requests("FilterLogEvents")) == PAGES
    assert found.more


async def test_huge_lines_end_the_reading_early(wire, asking):
    wire.answer("FilterLogEvents", {"events": [entry(1, "x" * 700_000)], "nextToken": "again"})
    await Logs(wire.client, asking).read(LogPlace((GROUP,), "x"), SINCE, UNTIL)
    assert len(wire.requests("FilterLogEvents")) == 3


async def test_lines_before_and_after_are_left_out(aws, asking):
    logged(aws, (-61, "too early"), (0, "ERROR in time"), (16, "too late"))
    found = await Logs(aws, asking).read(PLACE, LATELY - minutes(60), LATELY + minutes(15))
    assert [line.text for line in found.lines] == ["ERROR in time"]


async def test_several_log_groups_are_read_together(aws, asking):
    logged(aws, (1, "ERROR one"))
    logged(aws, (2, "ERROR two"), group="/shop/api")
    found = await Logs(aws, asking).read(
        LogPlace((GROUP, "/shop/api")), LATELY - minutes(60), LATELY + minutes(15)
    )
    assert [line.text for line in found.lines] == ["ERROR two", "ERROR one"]


async def test_a_log_group_that_is_gone_is_told_of(aws, asking):
    with pytest.raises(Unreadable, match="ResourceNotFound"):
        await Logs(aws, asking).read(PLACE, SINCE, UNTIL)


async def test_who_may_not_read_is_told_which_permission_lacks(refused, asking):
    with pytest.raises(Forbidden) as refusal:
        await Logs(refused, asking).read(PLACE, SINCE, UNTIL)
    assert refusal.value.action == "logs:FilterLogEvents"


def test_lines_that_differ_in_numbers_alone_are_one_with_a_count():
    events = [Event(NOON + minutes(n), f"ERROR request 7f{n}a took {n} ms") for n in range(9)]
    (line,) = gathered(events, 40).lines
    assert (line.count, line.text, line.at) == (9, "ERROR request 7f8a took 8 ms", NOON + minutes(8))
    assert str(line) == "11-20 12:08:00Z ×9 ERROR request 7f8a took 8 ms"


def test_of_too_many_lines_the_gravest_and_newest_stay():
    words = [chr(ord("a") + n) for n in range(20)]
    events = [Event(NOON + minutes(n), f"GET /{word}") for n, word in enumerate(words)]
    events.append(Event(NOON - minutes(9), "Task timed out"))
    found = gathered(events, 3)
    assert [line.text for line in found.lines] == ["Task timed out", "GET /t", "GET /s"]
    assert (found.seen, found.errors) == (21, 1)


def test_told_lines_are_in_order_and_fit():
    found = gathered([Event(NOON + minutes(n), f"ERROR {'x' * n}") for n in range(200)], 200)
    text = found.told(1_000)
    times = [line[:15] for line in text.splitlines()]
    assert len(text) <= 1_000
    assert times == sorted(times)
    assert times[-1] == "11-20 15:19:00Z"


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("2026-11-20 ERROR pool exhausted", True),
        ('{"level": "error", "msg": "x"}', True),
        ("java.lang.IllegalStateException: closed", True),
        ("2026-11-20T12:00:00Z 7f3a Task timed out after 3.00 seconds", True),
        ("payment failed: declined", True),
        ("errors=0 failed=0", False),
        ('{"error": null, "status": 200}', False),
        ("GET /checkout 200", False),
    ],
)
def test_a_line_that_counts_no_errors_is_none(message, error):
    assert looks_like_error(message) is error


@pytest.mark.parametrize(
    ("message", "text"),
    {
        f"password={HIDDEN} x": "password=(redacted) x",
        f"pass\u200bword={HIDDEN}": "password=(redacted)",
        "a\r\n\tb\x00\x1b[31m": "a b[31m",
        "\u202eabc\u2066": "abc",
    }.items(),
)
def test_a_line_holds_no_secret_and_nothing_that_turns_text_around(message, text):
    assert readable(message) == text


def test_a_long_line_is_cut_after_its_secrets_were_found():
    text = readable("x" * (LONGEST - 12) + f" password={HIDDEN}" + "y" * 500_000)
    assert len(text) == LONGEST
    assert HIDDEN[:2] not in text
