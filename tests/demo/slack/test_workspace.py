import json
from typing import TYPE_CHECKING

import pytest

from demo.slack.people import ALICE, BOB, BOT, OPS
from demo.slack.strand import Strand, Stretch, micros, timestamp
from demo.slack.workspace import Workspace

if TYPE_CHECKING:
    from demo.slack.changes import Change


@pytest.fixture
def workspace():
    return Workspace()


def test_no_two_timestamps_are_the_same_and_each_is_later(workspace):
    stamps = [workspace.next_ts() for _ in range(5_000)]
    assert stamps == sorted(set(stamps))
    assert all(len(stamp.partition(".")[2]) == 6 for stamp in stamps)


def test_alice_administers_and_the_bot_waits_outside(workspace):
    assert workspace.users[ALICE].is_admin
    assert not workspace.users[BOB].is_admin
    outside = [c.name for c in workspace.channels.values() if BOT not in c.members]
    assert outside == ["alerts", "ops", "general", "partners", "secrets"]
    assert workspace.dm(BOB).members == {BOB, BOT}


async def test_who_subscribes_hears_of_every_change_from_then_on(workspace):
    workspace.post(OPS, ALICE, "before")
    with workspace.subscribe() as changes:
        message = workspace.post(OPS, ALICE, "one")
        workspace.update(OPS, message.ts, "two")
        workspace.post_ephemeral(OPS, BOT, ALICE, "psst")
        workspace.delete(OPS, message.ts)
        workspace.join(OPS, BOT)
        heard = [await anext(changes) for _ in range(5)]
    assert [change["kind"] for change in heard] == ["message", "edited", "ephemeral", "deleted", "channel"]
    assert heard[1]["message"]["text"] == "two"
    assert json.dumps(heard)


async def test_who_leaves_hears_no_more(workspace):
    heard: list[Change] = []
    stop = workspace.observe(heard.append)
    stop()
    workspace.post(OPS, ALICE, "x")
    assert heard == []


def test_a_snapshot_holds_everything_as_json(workspace):
    first = workspace.post(OPS, ALICE, "one")
    workspace.post(OPS, BOB, "two", thread_ts=first.ts)
    workspace.post_ephemeral(OPS, BOT, ALICE, "psst")
    seen = json.loads(json.dumps(workspace.snapshot()))
    assert [message["text"] for message in seen["messages"]] == ["one", "two"]
    assert seen["messages"][0]["reply_count"] == 1
    assert [message["ephemeral_to"] for message in seen["ephemerals"]] == [ALICE]
    assert len(seen["channels"]) == 8


def test_a_stretch_has_both_its_ends():
    strand = Strand()
    for at in (30, 10, 20):
        strand.add(timestamp(at))
    assert strand.oldest_first(Stretch(10, 20)) == [timestamp(10), timestamp(20)]
    assert strand.newest(Stretch(), 1) == ([timestamp(30)], True)
    assert strand.oldest(Stretch(latest=20), 2) == ([timestamp(10), timestamp(20)], False)


def test_what_is_not_there_is_removed_in_peace():
    strand = Strand()
    strand.remove("1.000001")
    assert len(strand) == 0


def test_a_timestamp_keeps_its_six_digits():
    assert micros("1795003000.000100") == 1_795_003_000_000_100
    assert timestamp(1_795_003_000_000_100) == "1795003000.000100"
    assert micros("1795003000") == 1_795_003_000_000_000
