"""An answer in a Slack thread, at the wire: streamed, rolled over, cut off, posted whole."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from demo.slack.people import ALERTS, ALICE, BOT, Message
from demo.slack.server import LocalSlack
from services.asking.agent import Step, ToolCall, ToolResult, Trouble
from services.asking.answer import Answered, Answering, Calling, CannotAnswerHere, Failed, Looking, Stopped
from services.asking.evidence import Finding, Topic
from services.asking.talk import Question, Thread
from services.incident import ChannelId, Person, UserId
from services.locale import translations
from services.post import Ts
from services.slack.answering.markdown import Safe
from services.slack.answering.stage import LIVE, PATIENCE, SlackStage
from services.slack.pace import STARTS, Pacer
from services.slack.paced import PacedClient
from services.slack.speech import Speech

ASKER = Person(UserId(ALICE), "Alice")
LOGS = Finding(Topic.LOGS, "…", 214, "/ecs/checkout-api", url="https://eu-west-1.console.aws.amazon.com/logs")
CHANGES = Finding(Topic.CHANGES, missing="cloudtrail:LookupEvents")
ANSWERED = Answered((LOGS, CHANGES), "fake-1", 9.04)


@dataclass
class Scene:
    """A stage before a local Slack."""

    slack: LocalSlack
    stage: SlackStage
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def open(self, root: str = "why is checkout slow?") -> Answering:
        ts = self.slack.workspace.post(ALERTS, ALICE, root).ts
        return await self.stage.open(Question(root, ASKER, Thread(ChannelId(ALERTS), Ts(ts))))

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        self.tasks.append(asyncio.ensure_future(work))
        return self.tasks[-1]

    def answers(self) -> list[Message]:
        roots = [one for one in self.slack.workspace.messages(ALERTS) if one.user == ALICE]
        replies = [reply for root in roots for reply in self.slack.workspace.messages(ALERTS, root.ts)]
        return [one for one in replies if one.user == BOT]

    def said(self) -> str:
        return "".join(one.text for one in self.answers())

    def called(self, method: str) -> int:
        return len([call for call in self.slack.faults.called(method) if call.outcome == "ok"])


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with LocalSlack(paced=False) as slack, aiohttp.ClientSession() as session:
        client = AsyncWebClient(slack.bot_token, slack.api_url, session=session, retry_handlers=[])
        slack.workspace.join(ALERTS, BOT)
        scene = Scene(slack, None)  # type: ignore[arg-type]
        scene.stage = SlackStage(
            PacedClient(client, Pacer(time.monotonic)),
            Speech(translations("en"), ZoneInfo("UTC")),
            Safe(lambda host: host.endswith(".console.aws.amazon.com")),
            scene.spawn,
        )
        yield scene
        for task in scene.tasks:
            task.cancel()


async def test_an_answer_grows_in_its_thread_and_ends_with_evidence_and_a_vote(scene):
    answer = await scene.open()
    await answer.step(Looking(Topic.LOGS))
    await answer.say("The pool is exhausted. ")
    await scene.slack.until(lambda: "Looking into it" in json.dumps(scene.answers()[0].blocks))
    await answer.step(Looking(Topic.LOGS, done=True, finding=LOGS))
    await answer.say("Since 14:02.")
    await answer.close(ANSWERED)
    (message,) = scene.answers()
    assert message.text.strip() == "The pool is exhausted. Since 14:02."
    shown = json.dumps(message.blocks, ensure_ascii=False)
    assert "Logs /ecs/checkout-api (214)" in shown
    assert LOGS.url in shown
    assert "not allowed: cloudtrail:LookupEvents" in shown
    assert "fake-1 · 9 s" in shown
    assert "feedback_buttons" in shown
    assert scene.called("chat.startStream") == scene.called("chat.stopStream") == 1


async def test_steps_of_all_kinds_are_shown_with_how_they_ended(scene):
    answer = await scene.open()
    call = ToolCall("1", "logs", {"log_group": "/ecs/x <!channel>"})
    steps = [
        Looking(Topic.OTHERS, done=True),
        Looking(Topic.CHANGES, done=True, finding=CHANGES),
        Calling(call, ToolResult(call, "ResourceNotFoundException", failed=True)),
        Step("t1", "Thinks about <@U0000ALICE>", "done"),
    ]
    for step in steps:
        await answer.step(step)
    await answer.say("x")
    await answer.close(Answered((), "fake-1", 1.0))
    plan = next(block for block in scene.answers()[0].blocks if block["type"] == "plan")
    shown = {task["title"]: task["status"] for task in plan["tasks"]}
    assert shown["Other alarms"] == "complete"
    assert shown["Changes"] == "error"
    assert {status for title, status in shown.items() if title.startswith("Logs of")} == {"error"}
    assert "<!channel>" not in json.dumps(plan)
    assert "<@U0000ALICE>" not in json.dumps(plan)


async def test_a_long_answer_goes_on_in_a_second_message(scene):
    answer = await scene.open()
    text = "\n\n".join(f"Paragraph {number}: " + "word " * 60 for number in range(20))
    await answer.say(text)
    await answer.close(ANSWERED)
    first, *rest = scene.answers()
    assert len(rest) >= 2
    assert all(len(one.text) <= 3_000 for one in (first, *rest))
    assert scene.said().count("Paragraph ") == 20
    assert "fake-1" in json.dumps(rest[-1].blocks)
    assert "fake-1" not in json.dumps(first.blocks)


async def test_a_step_under_way_does_not_look_failed_where_the_answer_goes_on_elsewhere(scene):
    answer = await scene.open()
    call = ToolCall("1", "changes", {"resource": "checkout-api"})
    await answer.step(Calling(call))
    await answer.say("\n\n".join("word " * 100 for _ in range(12)))
    await scene.slack.until(lambda: len(scene.answers()) > 1)
    await answer.step(Calling(call, ToolResult(call, "nothing")))
    await answer.close(ANSWERED)
    plans = [block for one in scene.answers() for block in one.blocks if block["type"] == "plan"]
    assert {task["status"] for plan in plans for task in plan["tasks"]} == {"complete"}


async def test_slacks_own_stop_button_leaves_who_stopped_it_below_the_answer(scene):
    answer = await scene.open()
    await answer.say("The first half. The")
    await scene.slack.until(lambda: "first half" in scene.said())
    (message,) = scene.answers()
    await scene.slack.until(lambda: scene.called("agents.sessions.setStatus"))
    await scene.slack.stop_agent(ALICE, ALERTS, message.thread_ts)
    await answer.close(Stopped(ASKER))
    assert "Alice stopped this answer." in json.dumps(scene.answers()[-1].blocks)
    assert scene.slack.workspace.sessions.get(ALERTS, message.thread_ts).status == "active"


async def test_a_stream_that_slack_has_ended_loses_no_word(scene):
    answer = await scene.open()
    await answer.say("The first half. The")
    await scene.slack.until(lambda: "first half" in scene.said())
    scene.slack.faults.answer("chat.appendStream", error="message_not_in_streaming_state", times=9)
    scene.slack.faults.answer("chat.stopStream", error="message_not_in_streaming_state", times=9)
    await answer.say(" second half.")
    await answer.close(ANSWERED)
    assert scene.answers()[0].text.strip() == "The first half."
    last = scene.answers()[-1]
    assert "The second half." in json.dumps(last.blocks)
    assert "feedback_buttons" in json.dumps(last.blocks)


async def test_where_no_stream_is_to_be_had_the_answer_comes_as_one_post(scene):
    scene.slack.faults.answer("chat.startStream", error="not_allowed_token_type")
    answer = await scene.open()
    await answer.say("It is the pool.")
    await answer.close(ANSWERED)
    (message,) = scene.answers()
    assert message.text == "It is the pool."
    assert [block["type"] for block in message.blocks] == [
        "markdown",
        "rich_text",
        "context",
        "context_actions",
    ]


async def test_a_rate_limit_is_waited_out(scene):
    answer = await scene.open()
    scene.slack.faults.answer("chat.appendStream", error="ratelimited", status=429, retry_after=1)
    await answer.say("It is the pool.")
    await answer.close(ANSWERED)
    assert scene.said().strip() == "It is the pool."
    assert len(scene.answers()) == 1


async def test_only_so_many_answers_are_streamed_at_once_and_the_next_comes_as_a_post(scene):
    answers = [await scene.open(f"question {number}") for number in range(LIVE + 1)]
    assert scene.called("chat.startStream") == LIVE
    for number, answer in enumerate(answers):
        await answer.say(f"Answer {number}.")
    await asyncio.gather(*(answer.close(ANSWERED) for answer in answers))
    assert sorted(one.text.strip() for one in scene.answers()) == [f"Answer {n}." for n in range(LIVE + 1)]
    assert scene.called("chat.postMessage") == 1
    await scene.open("one more")
    assert scene.called("chat.startStream") == LIVE + 1


async def test_where_streams_would_have_to_wait_for_their_start_an_answer_comes_as_a_post(scene):
    while scene.stage.slack.pace.wait(("chat.startStream", ""), STARTS) <= PATIENCE:
        scene.stage.slack.pace.book(("chat.startStream", ""), STARTS)
    answer = await scene.open()
    await answer.say("It is the pool.")
    await answer.close(ANSWERED)
    assert scene.called("chat.startStream") == 0
    assert [one.text for one in scene.answers()] == ["It is the pool."]


@pytest.mark.parametrize("trouble", Trouble)
async def test_each_trouble_is_a_sentence_with_another_try(scene, trouble):
    answer = await scene.open()
    await answer.close(Failed(trouble, "what AWS said <!channel>"))
    (message,) = scene.answers()
    shown = json.dumps(message.blocks, ensure_ascii=False)
    assert "⚠️" in shown
    assert "what AWS said" in shown
    assert "<!channel>" not in shown
    assert "ask_again" in shown
    assert "not a whole answer" not in shown


async def test_half_an_answer_is_never_left_to_look_whole(scene):
    answer = await scene.open()
    await answer.say("The cause is surely ")
    await answer.close(Failed(Trouble.BROKEN, ""))
    assert "What stands above is not a whole answer" in json.dumps(scene.answers()[-1].blocks)


async def test_who_stopped_it_is_said(scene):
    answer = await scene.open()
    await answer.close(Stopped(ASKER))
    shown = json.dumps(scene.answers()[-1].blocks)
    assert "Alice stopped this answer." in shown
    assert "ask_again" in shown


async def test_a_channel_that_refuses_is_said_before_anything_is_asked(scene):
    scene.slack.faults.answer("chat.startStream", error="not_in_channel")
    with pytest.raises(CannotAnswerHere):
        await scene.open()
    scene.slack.faults.answer("chat.postMessage", error="channel_not_found")
    with pytest.raises(CannotAnswerHere):
        await scene.stage.begin(ChannelId(ALERTS), ASKER, "why?")


async def test_a_command_stands_in_the_channel_as_a_question_that_pings_nobody(scene):
    thread = await scene.stage.begin(ChannelId(ALERTS), ASKER, "why <!channel> @here?")
    message = scene.slack.workspace.message(ALERTS, thread.ts)
    assert message.text.startswith("❓ Alice asks:")
    assert "<!channel>" not in json.dumps(message.blocks)


async def test_the_session_shows_that_it_works_and_that_it_is_done(scene):
    answer = await scene.open()
    await scene.slack.until(lambda: scene.called("agents.sessions.setStatus") == 1)
    await answer.say("x")
    await answer.close(ANSWERED)
    said = [call.fields["status"] for call in scene.slack.faults.called("agents.sessions.setStatus")]
    assert said == ["processing", "active"]
