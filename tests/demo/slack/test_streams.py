from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.models.messages.chunk import MarkdownTextChunk, PlanUpdateChunk, TaskUpdateChunk
from slack_sdk.web.async_client import AsyncWebClient

from demo.slack.events import EventsOf
from demo.slack.people import ALICE, OPS, TEAM
from demo.slack.server import LocalSlack
from tests.demo.slack.blockkit import context_actions, feedback, section
from tests.demo.slack.installed import WIDELY
from tests.demo.slack.violations import Clock, Seed, seed

FEEDBACK = context_actions(
    {
        "type": "feedback_buttons",
        "action_id": "rate",
        "positive_button": feedback(value="good"),
        "negative_button": feedback(value="bad"),
    }
)


def task(status: str, **more: Any) -> TaskUpdateChunk:
    return TaskUpdateChunk(id="t1", title="Read the logs", status=status, **more)


async def stream(client: AsyncWebClient, thread_ts: str, **more: Any):
    return await client.chat_stream(
        channel=OPS, thread_ts=thread_ts, recipient_user_id=ALICE, recipient_team_id=TEAM, **more
    )


async def refused(call) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def replies(client: AsyncWebClient, there: Seed) -> list[dict[str, Any]]:
    answer = await client.conversations_replies(channel=OPS, ts=there.own)
    messages: list[dict[str, Any]] = answer["messages"]
    return messages


async def last(client: AsyncWebClient, there: Seed) -> dict[str, Any]:
    return (await replies(client, there))[-1]


async def test_an_answer_is_seen_growing_and_its_text_is_the_whole_markdown(client, there):
    answer = await stream(client, there.own, buffer_size=1)
    seen = []
    for part in ("**High** ", "CPU ", "since 12:00"):
        await answer.append(markdown_text=part)
        seen.append((await last(client, there))["text"])
    assert seen == ["**High** ", "**High** CPU ", "**High** CPU since 12:00"]
    assert (await last(client, there))["streaming_state"] == "in_progress"
    said = await answer.stop(markdown_text=".", blocks=[section(), FEEDBACK])
    message = await last(client, there)
    assert message == said["message"]
    assert (message["text"], message["streaming_state"]) == ("**High** CPU since 12:00.", "completed")
    assert [block["type"] for block in message["blocks"]] == ["markdown", "section", "context_actions"]
    assert "edited" not in message


async def test_a_plan_gathers_its_tasks_above_the_text(client, there):
    answer = await stream(client, there.own, task_display_mode="plan")
    await answer.append(chunks=[PlanUpdateChunk(title="Looking"), task("in_progress", details="/aws/")])
    await answer.append(chunks=[MarkdownTextChunk(text="Found it. ")])
    source = {"type": "url", "url": "https://example.com", "text": "log"}
    await answer.append(chunks=[task("complete", details="lambda/x", output="3 errors", sources=[source])])
    await answer.stop()
    plan, text = (await last(client, there))["blocks"]
    (card,) = plan["tasks"]
    assert (plan["type"], plan["title"], text["text"]) == ("plan", "Looking", "Found it. ")
    assert (card["status"], card["title"], card["sources"]) == ("complete", "Read the logs", [source])
    said = [card[name]["elements"][0]["elements"][0]["text"] for name in ("details", "output")]
    assert said == ["/aws/lambda/x", "3 errors"]  # what comes again is added


async def test_a_timeline_keeps_tasks_and_text_in_the_order_they_came(client, there):
    answer = await stream(client, there.own)
    first = {"type": "markdown_text", "text": "a"}
    await answer.append(chunks=[first, task("in_progress"), {"type": "markdown_text", "text": "b"}])
    await answer.append(chunks=[task("complete"), {"type": "blocks", "blocks": [section()]}])
    await answer.stop()
    message = await last(client, there)
    assert message["text"] == "ab"
    kinds = [block["type"] for block in message["blocks"]]
    assert kinds == ["markdown", "task_card", "markdown", "section"]
    assert message["blocks"][1]["status"] == "complete"


async def test_a_task_left_open_is_shown_as_failed_when_the_stream_ends(client, there):
    answer = await stream(client, there.own)
    await answer.append(chunks=[task("in_progress")])
    await answer.stop()
    assert (await last(client, there))["blocks"][0]["status"] == "error"


async def test_blocks_keep_their_ids_while_an_answer_grows(client, there):
    answer = await stream(client, there.own)
    await answer.append(chunks=[MarkdownTextChunk(text="a"), task("in_progress")])
    before = [block["block_id"] for block in (await last(client, there))["blocks"]]
    await answer.append(chunks=[MarkdownTextChunk(text="b")])
    after = [block["block_id"] for block in (await last(client, there))["blocks"]]
    assert after[: len(before)] == before
    assert len(set(after)) == len(after)


async def test_metadata_is_read_back(client, there):
    answer = await stream(client, there.own)
    metadata = {"event_type": "answer", "event_payload": {"id": "a-1"}}
    await answer.stop(markdown_text="x", metadata=metadata)
    read = await client.conversations_replies(channel=OPS, ts=there.own, include_all_metadata=True)
    assert read["messages"][-1]["metadata"] == metadata


async def test_a_stream_that_ended_takes_no_more(client, there):
    started = await start(client, there)
    await client.chat_stopStream(channel=OPS, ts=started)
    for call in (client.chat_appendStream, client.chat_stopStream):
        error = await refused(call(channel=OPS, ts=started, chunks=[MarkdownTextChunk(text="x")]))
        assert error == "message_not_in_streaming_state"


async def start(client: AsyncWebClient, there: Seed, **more: Any) -> str:
    started = await client.chat_startStream(
        channel=OPS, thread_ts=there.own, recipient_user_id=ALICE, recipient_team_id=TEAM, **more
    )
    return str(started["ts"])


async def test_what_is_stopped_may_be_edited_and_not_before(client, there):
    started = await start(client, there, markdown_text="x")
    assert await refused(client.chat_update(channel=OPS, ts=started, text="y")) == "streaming_state_conflict"
    await client.chat_stopStream(channel=OPS, ts=started)
    await client.chat_update(channel=OPS, ts=started, text="y")
    assert (await last(client, there))["text"] == "y"


async def test_a_stream_knows_nothing_of_unfurling(client, there):
    assert await refused(start(client, there, unfurl_links=False)) == "invalid_arguments"


async def test_in_a_direct_message_nobody_has_to_be_named(client, slack):
    dm = slack.workspace.dm(ALICE).id
    asked = await slack.say(ALICE, dm, "why?")
    answer = await client.chat_stream(channel=dm, thread_ts=asked.ts)
    await answer.stop(markdown_text="because")
    assert [m.text for m in slack.workspace.messages(dm, asked.ts)] == ["why?", "because"]


async def test_three_thousand_characters_beside_24_tasks_are_too_many(client, there):
    started = await start(client, there, chunks=[MarkdownTextChunk(text="x" * 3_000)])
    tasks = [TaskUpdateChunk(id=str(n), title="x", status="complete") for n in range(24)]
    for chunk in tasks[:22]:
        await client.chat_appendStream(channel=OPS, ts=started, chunks=[chunk])
    error = await refused(client.chat_appendStream(channel=OPS, ts=started, chunks=tasks[22:]))
    assert error == "msg_too_long"
    assert (await last(client, there))["streaming_state"] == "in_progress"


async def test_an_answer_that_takes_too_long_ends_by_itself(http):
    async with LocalSlack(paced=False, stream_life_s=0.2, **WIDELY) as slack:
        there = seed(slack.workspace)
        client = AsyncWebClient(slack.bot_token, slack.api_url, session=http, retry_handlers=[])
        started = await start(client, there, markdown_text="x")
        await slack.until(lambda: slack.workspace.messages(OPS, there.own)[-1].streaming_state == "errored")
        error = await refused(client.chat_appendStream(channel=OPS, ts=started, markdown_text="x"))
        assert error == "message_not_in_streaming_state"


async def test_twenty_answers_and_a_hundred_parts_a_minute(http):
    clock = Clock()
    async with LocalSlack(clock=clock, **WIDELY) as slack:
        there = seed(slack.workspace)
        client = AsyncWebClient(slack.bot_token, slack.api_url, session=http, retry_handlers=[])
        started = [await start(client, there) for _ in range(20)]
        assert await refused(start(client, there)) == "ratelimited"
        for _ in range(100):
            await client.chat_appendStream(channel=OPS, ts=started[0], markdown_text="x")
        error = await refused(client.chat_appendStream(channel=OPS, ts=started[0], markdown_text="x"))
        assert error == "ratelimited"
        for ts in started:
            await client.chat_stopStream(channel=OPS, ts=ts)
        assert await refused(client.chat_stopStream(channel=OPS, ts=started[0])) == "ratelimited"


async def test_the_app_hears_of_its_answer_when_it_begins_and_when_it_is_whole(slack, client, there):
    told: list[dict[str, Any]] = []
    slack.workspace.observe(told.append)
    answer = await stream(client, there.own, buffer_size=1)
    for part in ("a", "b", "c"):
        await answer.append(markdown_text=part)
    await answer.stop()
    assert [change["kind"] for change in told] == ["message", "streamed", "streamed", "edited"]
    events = EventsOf(slack.installation)
    heard = [body["event"] for change in told for body in events.events(change)]
    assert [event.get("subtype") for event in heard] == [None, "message_changed"]
    assert heard[1]["message"]["text"] == "abc"


async def test_feedback_says_which_button_was_pressed(bolt, slack, client, there):
    bodies = []

    @bolt.app.action("rate")
    async def rated(ack, body):
        await ack()
        bodies.append(body)

    await bolt.connect()
    answer = await stream(client, there.own)
    said = await answer.stop(markdown_text="x", blocks=[FEEDBACK])
    assert await slack.click(ALICE, OPS, said["ts"], "rate", "bad")
    (action,) = bodies[0]["actions"]
    assert (action["type"], action["value"], action["text"]["text"]) == ("feedback_buttons", "bad", "x")
    assert bodies[0]["container"]["thread_ts"] == there.own
