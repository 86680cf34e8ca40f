import pytest
from slack_sdk.web.async_client import AsyncWebClient

from demo.slack.interactions import NothingToClick
from demo.slack.people import ALICE, BOT, CAROL, OPS, TEAM
from demo.slack.server import LocalSlack
from tests.demo.slack.installed import WIDELY
from tests.demo.slack.test_streams import refused, start
from tests.demo.slack.violations import seed


def session(slack, there):
    return slack.workspace.sessions.get(OPS, there.own)


async def test_a_session_is_made_with_its_first_status_and_keeps_its_title(client, slack, there):
    for title in ("CPU of api-1", "another"):
        said = await client.agents_sessions_setStatus(
            channel_id=OPS, thread_ts=there.own, status="processing", title=title, initiator_user_id=ALICE
        )
        assert (said["status"], said["title"]) == ("processing", "CPU of api-1")
        assert "warning" not in said.data
    await client.agents_sessions_rename(channel_id=OPS, thread_ts=there.own, title="renamed")
    assert session(slack, there).title == "renamed"


async def test_a_post_does_not_end_the_work_but_the_end_of_a_stream_can(client, slack, there):
    await client.agents_sessions_setStatus(channel_id=OPS, thread_ts=there.own, status="processing")
    await client.chat_postMessage(channel=OPS, thread_ts=there.own, text="x")
    assert session(slack, there).status == "processing"
    started = await start(client, there, markdown_text="x")
    await client.chat_stopStream(channel=OPS, ts=started, session_status="active")
    assert session(slack, there).status == "active"


async def test_what_the_app_is_doing_is_cleared_by_what_it_says_next(client, slack, there):
    doing = {"channel_id": OPS, "thread_ts": there.own, "status": "is thinking…"}
    await client.assistant_threads_setStatus(**doing, loading_messages=["Reading logs…"])
    assert session(slack, there).doing == "is thinking…"
    assert session(slack, there).loading_messages == ("Reading logs…",)
    await client.chat_postMessage(channel=OPS, thread_ts=there.own, text="x")
    assert session(slack, there).doing == ""
    await client.assistant_threads_setStatus(**doing)
    await start(client, there)
    assert session(slack, there).doing == ""


async def test_the_stop_button_ends_the_streams_and_tells_the_app(bolt, slack, client, there):
    await bolt.connect()
    await client.agents_sessions_setStatus(channel_id=OPS, thread_ts=there.own, status="processing")
    started = await start(client, there, chunks=[{"type": "markdown_text", "text": "half an"}])
    assert await slack.stop_agent(ALICE, OPS, there.own) == [started]
    await slack.until(lambda: [b for b in bolt.heard if b["event"]["type"] == "agent_session_stopped"])
    (event,) = [b["event"] for b in bolt.heard if b["event"]["type"] == "agent_session_stopped"]
    assert event.pop("event_ts")
    assert event == {
        "type": "agent_session_stopped",
        "user": ALICE,
        "channel": OPS,
        "thread_ts": there.own,
        "streaming_message_ts": [started],
    }
    said = {"channel": OPS, "ts": started, "chunks": [{"type": "markdown_text", "text": "x"}]}
    assert await refused(client.chat_appendStream(**said)) == "stopped_by_user"
    assert await refused(client.chat_stopStream(**said)) == "message_not_in_streaming_state"
    assert session(slack, there).status == "processing"  # the app itself says that it stopped
    await client.chat_update(channel=OPS, ts=started, text="half an (stopped)")


async def test_stopping_without_a_stream_is_told_as_well(bolt, slack, client, there):
    await bolt.connect()
    await client.agents_sessions_setStatus(channel_id=OPS, thread_ts=there.own, status="processing")
    assert await slack.stop_agent(ALICE, OPS, there.own) == []
    await slack.until(lambda: bolt.heard)
    assert bolt.heard[0]["event"]["streaming_message_ts"] == []


async def test_there_is_no_button_while_nothing_is_being_done(client, slack, there):
    for status in (None, "active", "suspended"):
        if status:
            await client.agents_sessions_setStatus(channel_id=OPS, thread_ts=there.own, status=status)
        with pytest.raises(NothingToClick):
            await slack.stop_agent(ALICE, OPS, there.own)


async def test_nobody_stops_what_they_do_not_see(client, slack, there):
    await client.agents_sessions_setStatus(channel_id=OPS, thread_ts=there.own, status="processing")
    with pytest.raises(NothingToClick):
        await slack.stop_agent(CAROL, OPS, there.own)


async def test_an_app_that_does_not_want_to_hear_of_it_has_no_button_and_is_warned(http):
    async with LocalSlack(paced=False, **(WIDELY | {"bot_events": ["app_mention"]})) as slack:
        there = seed(slack.workspace)
        client = AsyncWebClient(slack.bot_token, slack.api_url, session=http, retry_handlers=[])
        said = await client.agents_sessions_setStatus(
            channel_id=OPS, thread_ts=there.own, status="processing"
        )
        assert said["warning"] == "missing_agent_session_stopped_event_subscription"
        with pytest.raises(NothingToClick):
            await slack.stop_agent(ALICE, OPS, there.own)


async def test_looking_into_the_direct_messages_opens_the_apps_home(bolt, slack):
    await bolt.connect()
    dm = await slack.open_dm(ALICE)
    await slack.until(lambda: bolt.heard)
    event = bolt.heard[0]["event"]
    assert event.pop("event_ts")
    assert event == {"type": "app_home_opened", "user": ALICE, "channel": dm, "tab": "messages"}


async def test_a_direct_message_is_told_with_its_thread_where_it_stands_in_one(bolt, slack):
    await bolt.connect()
    dm = slack.workspace.dm(ALICE).id
    asked = await slack.say(ALICE, dm, "why?")
    await slack.say(ALICE, dm, "and since when?", asked.ts)
    await slack.until(lambda: len(bolt.heard) == len(["why?", "and since when?"]))
    events = {b["event"]["text"]: b["event"] for b in bolt.heard}
    assert "thread_ts" not in events["why?"]
    assert events["and since when?"]["thread_ts"] == asked.ts
    assert {(e["type"], e["channel_type"], e["team"]) for e in events.values()} == {("message", "im", TEAM)}


async def test_a_mention_in_a_thread_is_told_with_it(bolt, slack, there):
    await bolt.connect()
    await slack.say(ALICE, OPS, f"<@{BOT}> why?", there.own)
    await slack.until(lambda: [b for b in bolt.heard if b["event"]["type"] == "app_mention"])
    (event,) = [b["event"] for b in bolt.heard if b["event"]["type"] == "app_mention"]
    assert event["thread_ts"] == there.own


async def test_a_page_that_opens_is_told_of_the_sessions(client, slack, there):
    await client.agents_sessions_setStatus(channel_id=OPS, thread_ts=there.own, status="suspended", title="x")
    (known,) = slack.workspace.snapshot()["sessions"]
    assert (known["thread_ts"], known["status"], known["title"]) == (there.own, "suspended", "x")
