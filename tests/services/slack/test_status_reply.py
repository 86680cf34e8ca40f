"""What `/aws status` says of the bot's health."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from services.health import STORE_FAILS, Part, Vital
from services.slack.replies import Replies
from services.status import Backlog, Depth, Status
from tests.builders import NOON, minutes

EMPTY = Depth(0, 0)
WELL = tuple(Vital(part, ago=2.0) for part in Part)
STATUS = Status(
    at=NOON + minutes(90),
    started_at=NOON,
    version="0.1.0",
    queue=EMPTY,
    dead=EMPTY,
    connected=True,
    pong_ago=1.0,
    store=Backlog(0, {}, 4096),
    last_sweep=None,
    vitals=WELL,
)


def said(status: Status, language: str = "en") -> str:
    return Replies(language, ZoneInfo("UTC")).status(status).text


def unwell(part: Part, why: str = "") -> Status:
    ill = Vital(part, ago=200.0, unwell_for=110.0, why=why)
    return replace(STATUS, vitals=tuple(ill if one.part is part else one for one in WELL))


def test_the_age_of_each_part_s_last_sign_is_told():
    assert "All is well" in said(STATUS)
    assert "Signs of life: event loop 2 s ago · queue polled 2 s ago" in said(STATUS)


@pytest.mark.parametrize("part", Part)
def test_a_part_that_is_unwell_stands_by_itself_and_all_is_not_well(part):
    text = said(unwell(part))
    assert "Something wants a look" in text
    assert ": silent for 3 min 20 s" in text


def test_why_is_told_in_the_words_of_whoever_complained_and_pings_nobody():
    text = said(unwell(Part.SLACK, "<!channel> & service_unavailable"))
    assert "🔴 Slack's Web API: not well for 3 min 20 s: " in text
    assert "<!channel>" not in text


def test_the_bots_own_complaints_are_told_in_its_language():
    assert "the store fails, so nothing is received" in said(unwell(Part.QUEUE, STORE_FAILS))
    assert "저장소" in said(unwell(Part.QUEUE, STORE_FAILS), "ko")


def test_a_lag_is_told_where_it_is_noticed():
    assert "lags" not in said(replace(STATUS, lag=0.1))
    assert "The event loop lags by 2.5 s" in said(replace(STATUS, lag=2.5))
