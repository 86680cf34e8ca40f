from typing import Any

import pytest

from demo.slack.people import ALERTS, ALICE, BOB, BOT, DAN, OPS, PARTNER, TEAM
from demo.slack.server import LocalSlack
from tests.demo.slack.listening import Listening


@pytest.fixture(autouse=True)
def in_ops(slack):
    slack.workspace.join(OPS, BOT)


def heard(bolt: Listening, kind: str, **more: Any) -> list[dict[str, Any]]:
    events = [body["event"] for body in bolt.heard]
    wanted = {"type": kind} | more
    return [event for event in events if wanted.items() <= event.items()]


async def test_a_mention_is_a_message_and_a_mention(bolt, slack):
    await bolt.connect()
    said = await slack.say(ALICE, OPS, f"<@{BOT}> what is alarming?")
    await slack.until(lambda: len(bolt.heard) == 2)
    (mention,), (message,) = heard(bolt, "app_mention"), heard(bolt, "message")
    for event in (mention, message):
        assert (event["user"], event["channel"], event["ts"]) == (ALICE, OPS, said.ts)
        assert event["event_ts"] == said.ts
        assert event["blocks"][0]["elements"][0]["elements"][0] == {"type": "user", "user_id": BOT}
    assert message["channel_type"] == "channel"


async def test_an_event_says_for_whom_it_is(bolt, slack):
    await bolt.connect()
    await slack.say(ALICE, OPS, "hello")
    await slack.until(lambda: bolt.heard)
    (body,) = bolt.heard
    assert body["type"] == "event_callback"
    assert body["event_id"].startswith("Ev")
    assert body["authorizations"][0]["user_id"] == BOT
    assert body["team_id"] == body["authorizations"][0]["team_id"]


async def test_what_is_said_to_the_bot_alone_is_a_direct_message(bolt, slack):
    await bolt.connect()
    await slack.say(BOB, slack.workspace.dm(BOB).id, f"hello <@{BOT}>")
    await slack.until(lambda: bolt.heard)
    (event,) = heard(bolt, "message")
    assert event["channel_type"] == "im"
    assert heard(bolt, "app_mention") == []


async def test_an_answer_in_a_thread_says_which(bolt, slack):
    await bolt.connect()
    first = await slack.say(ALICE, OPS, "one")
    await slack.say(BOB, OPS, "two", first.ts)
    await slack.until(lambda: len(bolt.heard) == 2)
    assert [event["thread_ts"] for event in heard(bolt, "message", user=BOB)] == [first.ts]


async def test_of_a_channel_that_the_bot_is_not_in_it_hears_nothing(bolt, slack):
    await bolt.connect()
    await slack.say(ALICE, ALERTS, f"<@{BOT}> hello")
    await slack.say(ALICE, OPS, "over here")
    await slack.until(lambda: bolt.heard)
    assert {body["event"]["channel"] for body in bolt.heard} == {OPS}


async def test_an_edited_and_a_deleted_message_are_events_with_what_was_there(bolt, slack):
    await bolt.connect()
    said = await slack.say(ALICE, OPS, "one")
    slack.workspace.update(OPS, said.ts, "two")
    slack.workspace.delete(OPS, said.ts)
    await slack.until(lambda: len(bolt.heard) == 3)
    (changed,) = heard(bolt, "message", subtype="message_changed")
    (deleted,) = heard(bolt, "message", subtype="message_deleted")
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("two", "one")
    assert (deleted["deleted_ts"], deleted["previous_message"]["text"]) == (said.ts, "two")


async def test_what_one_person_alone_sees_is_no_event(bolt, slack):
    await bolt.connect()
    shown = slack.workspace.post_ephemeral(OPS, BOT, ALICE, "psst")
    slack.workspace.update(OPS, shown.ts, "pssst")
    slack.workspace.delete(OPS, shown.ts)
    await slack.say(ALICE, OPS, "hello")
    await slack.until(lambda: bolt.heard)
    assert [body["event"]["text"] for body in bolt.heard] == ["hello"]


async def test_who_joins_leaves_and_an_archived_channel_are_events(bolt, slack):
    await bolt.connect()
    slack.workspace.leave(OPS, BOB)
    slack.workspace.join(OPS, BOB)
    slack.workspace.archive(OPS)
    await slack.until(lambda: len(bolt.heard) == 3)
    assert heard(bolt, "member_left_channel", user=BOB, channel=OPS)
    assert heard(bolt, "member_joined_channel", user=BOB, channel=OPS)
    assert heard(bolt, "channel_archive", channel=OPS)


async def test_only_what_the_manifest_subscribes_to_is_sent(http):
    async with LocalSlack(bot_events=["app_mention"]) as slack:
        slack.workspace.join(OPS, BOT)
        socket = await http.ws_connect(
            f"{slack.url}/link/", params={"ticket": slack.installation.new_ticket()}
        )
        await socket.receive_json()
        await slack.say(ALICE, OPS, f"<@{BOT}> hello")
        envelope = await socket.receive_json()
        assert envelope["payload"]["event"]["type"] == "app_mention"


async def test_what_somebody_of_another_company_does_says_where_they_are_from(bolt, slack):
    slack.workspace.join(ALERTS, BOT)
    await bolt.connect()
    await slack.say(DAN, ALERTS, f"<@{BOT}> hello")
    slack.workspace.leave(ALERTS, DAN)
    await slack.until(lambda: len(bolt.heard) == 3)
    (mention,), (left,) = heard(bolt, "app_mention"), heard(bolt, "member_left_channel")
    assert (mention["team"], mention["user_team"], mention["source_team"]) == (PARTNER,) * 3
    assert left["team"] == PARTNER
    for body in bolt.heard:
        assert body["is_ext_shared_channel"]
        assert (body["context_team_id"], body["authorizations"][0]["team_id"]) == (TEAM, TEAM)


async def test_a_members_own_words_name_no_other_team(bolt, slack):
    await bolt.connect()
    await slack.say(ALICE, OPS, "1 &lt; 2")
    await slack.until(lambda: bolt.heard)
    event = bolt.heard[0]["event"]
    assert event["team"] == TEAM
    assert not {"user_team", "source_team"} & event.keys()
    assert not bolt.heard[0]["is_ext_shared_channel"]
    assert event["blocks"][0]["elements"][0]["elements"] == [{"type": "text", "text": "1 < 2"}]
