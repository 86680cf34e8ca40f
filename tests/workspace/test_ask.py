"""People ask, and a model answers in their thread: the real process between Slack, AWS and Bedrock."""

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest

from demo.bedrock import LocalBedrock
from demo.bedrock.faults import Fault, Kind
from demo.bedrock.replies import Says
from demo.session import asking
from demo.slack.people import ALERTS, ALICE, BOB, BOT, CAROL, Message

pytestmark = pytest.mark.asyncio(loop_scope="session")

ALARM = "checkout-pool-wait"
NEVER = 3_600.0  # seconds
LINK = re.compile(r"(?<!\\)\]\(|https?:|www\.|<[!@#]", re.IGNORECASE)
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


async def started(world, bedrock: LocalBedrock, way="model", **env: str) -> None:
    world.bot.env |= asking(bedrock, way) | env
    await world.start()


async def card_of_an_alarm(world, shop) -> Message:
    """Of one about which there is much to find out."""
    await world.console.make()
    await shop.goes_wrong([ALARM])
    await world.console.set_state(ALARM, "ALARM")
    card: Message = await world.card(ALARM)
    return card


async def ask_on(world, card: Message) -> None:
    assert await world.slack.click(ALICE, ALERTS, card.ts, "click_agent")


async def mention(world, text: str, thread: str | None = None, user: str = ALICE) -> str:
    """Mention the bot; gives the thread in which it answers."""
    message = await world.slack.say(user, ALERTS, f"<@{BOT}> {text}", thread)
    return thread or message.ts


def said(message: Message) -> str:
    return json.dumps([message.text, message.blocks], ensure_ascii=False)


def replies(world, thread: str, channel: str = ALERTS) -> list[Message]:
    stands = world.slack.workspace.messages(channel, thread)[1:]
    return [one for one in stands if one.user == BOT]


def ended(world, thread: str, channel: str = ALERTS) -> list[Message]:
    """The answers that are over: they ask what one thinks of them, or offer another try."""
    over = ("ask_rate", "ask_again")
    return [one for one in replies(world, thread, channel) if any(word in said(one) for word in over)]


async def answer(world, thread: str, times: int = 1, channel: str = ALERTS) -> Message:
    found: list[Message] = await world.until(
        lambda: (over := ended(world, thread, channel)) and len(over) >= times and over
    )
    return found[-1]


async def growing(world, thread: str, text: str = "") -> Message:
    """The answer that is being streamed, once it says *text*."""
    found: list[Message] = await world.until(
        lambda: [one for one in replies(world, thread) if one.is_streaming and text in one.text]
    )
    return found[0]


def tasks(message: Message) -> dict[str, str]:
    plans = [block for block in message.blocks if block["type"] == "plan"]
    return {task["title"]: task["status"] for plan in plans for task in plan["tasks"]}


def links(message: Message) -> list[str]:
    return re.findall(r'"url": "([^"]+)"', said(message))


async def alone(world, user: str, text: str) -> Message:
    """What *user* alone is told."""
    found: list[Message] = await world.until(
        lambda: [one for one in world.slack.workspace.ephemerals(user) if text in one.text]
    )
    return found[-1]


async def test_the_agent_is_asked_on_a_card_and_what_it_found_can_be_seen_and_rated(world, bedrock, shop):
    await started(world, bedrock)
    card = await card_of_an_alarm(world, shop)
    go = bedrock.faults.hold()
    await ask_on(world, card)
    await world.until(lambda: bedrock.calls)
    live = await growing(world, card.ts)
    await world.until(lambda: len(tasks(replies(world, card.ts)[-1])) == 5)
    go.set()
    told = await answer(world, card.ts)
    assert told.ts == live.ts, "the steps and the text stand in one message"
    steps = tasks(told)
    assert set(steps.values()) == {"complete"}
    for step in ("Alarm history", "Metric Shop/Checkout PoolWait", "Logs /ecs/checkout-api", "Other alarms"):
        assert [title for title in steps if title.startswith(step)], steps
    assert "Changes checkout-api (2)" in steps
    assert ALARM in told.text
    assert "pool exhausted" in told.text
    assert len(links(told)) == 5
    assert all(url.startswith("https://eu-west-1.console.aws.amazon.com/") for url in links(told))
    session = world.slack.workspace.sessions.get(ALERTS, card.ts)
    await world.until(lambda: world.slack.workspace.sessions.get(ALERTS, card.ts).status == "active")
    assert session
    assert await world.slack.click(ALICE, ALERTS, told.ts, "ask_rate", f"good:{ALERTS}:{card.ts}")
    await alone(world, ALICE, "Thank you")
    await world.slack.command(ALICE, ALERTS, "/aws", "audit")
    rows = (await alone(world, ALICE, "rate an answer")).text
    assert "ask the agent" in rows
    assert f"good:{ALERTS}:{card.ts}" in rows


def endless(bedrock: LocalBedrock) -> None:
    """Let the next answer go on until somebody stops it."""
    bedrock.script.append(Says("And so on, and on. " * 1_000))
    bedrock.faults.always(Fault(Kind.SLOW, pause=0.2))


async def test_text_is_seen_growing(world, bedrock):
    sentences = "".join(f"This is sentence number {number} of a long answer. " for number in range(50))
    bedrock.script.append(Says(sentences))
    seen: list[str] = []
    world.slack.workspace.observe(
        lambda change: seen.append(change["message"]["text"]) if change["kind"] == "streamed" else None
    )
    bedrock.faults.always(Fault(Kind.SLOW, pause=0.02))
    await started(world, bedrock)
    thread = await mention(world, "tell me a lot")
    told = await answer(world, thread)
    texts = list(dict.fromkeys(text for text in seen if text))
    assert len(texts) > 1
    assert all(now.startswith(before) for before, now in pairwise(texts))
    assert told.text.strip() == sentences.strip()


@pytest.mark.parametrize("way", ["model", "agent", "harness"])
async def test_a_follow_up_in_the_thread_needs_the_first_answer(world, bedrock, shop, way):
    await started(world, bedrock, way)
    card = await card_of_an_alarm(world, shop)
    await ask_on(world, card)
    await answer(world, card.ts)
    await mention(world, "what did you just say?", card.ts, BOB)
    assert "A moment ago I answered" in (await answer(world, card.ts, times=2)).text
    operations = {"model": "ConverseStream", "agent": "InvokeAgent", "harness": "InvokeHarness"}
    assert {call.operation for call in bedrock.calls} == {operations[way]}


@pytest.mark.parametrize("way", ["model", "agent"])
async def test_what_was_said_is_remembered_over_a_restart(world, bedrock, shop, way):
    await started(world, bedrock, way)
    card = await card_of_an_alarm(world, shop)
    await ask_on(world, card)
    await answer(world, card.ts)
    await world.bot.stop()
    await world.start()
    await mention(world, "what did you just say?", card.ts)
    assert "A moment ago I answered" in (await answer(world, card.ts, times=2)).text


async def test_a_mention_in_the_channel_is_answered_below_it(world, bedrock, shop):
    await started(world, bedrock)
    await card_of_an_alarm(world, shop)
    before = len(world.cards())
    thread = await mention(world, f"why is {ALARM} in ALARM?")
    told = await answer(world, thread)
    assert [title for title in tasks(told) if title.startswith("Logs /ecs/checkout-api")]
    assert len(world.cards()) == before, "nothing but the card stands in the channel itself"


async def test_a_direct_message_is_answered_below_it(world, bedrock, shop):
    await started(world, bedrock)
    await card_of_an_alarm(world, shop)
    dm = await world.slack.open_dm(BOB)
    asked = await world.slack.say(BOB, dm, "Which alarms are in ALARM right now?")
    told = await answer(world, asked.ts, channel=dm)
    assert ALARM in told.text
    assert "The alarms" in tasks(told)


async def test_a_question_by_command_is_shown_and_answered_below_it(world, bedrock):
    await started(world, bedrock)
    assert await world.slack.command(ALICE, ALERTS, "/aws", "ask which alarms are in ALARM? <!channel>")
    asked = await world.card("which alarms are in ALARM?")
    assert asked.text.startswith("❓ Alice asks:")
    assert asked.pinged == ()
    await answer(world, asked.ts)
    await world.slack.command(ALICE, ALERTS, "/aws", "ask")
    await alone(world, ALICE, "Ask me something")


@pytest.mark.parametrize("by", ["button", "word"])
async def test_an_answer_can_be_stopped(world, bedrock, by):
    endless(bedrock)
    await started(world, bedrock)
    thread = await mention(world, "tell me everything")
    await growing(world, thread, "and on")
    if by == "button":
        await world.slack.stop_agent(BOB, ALERTS, thread)
    else:
        await mention(world, "stop", thread, BOB)
    told = await answer(world, thread)
    assert "Bob stopped this answer." in said(told)
    assert "not a whole answer" in said(told)
    await world.until(lambda: bedrock.calls[0].outcome == "left")
    await world.until(lambda: world.slack.workspace.sessions.get(ALERTS, thread).status == "active")
    assert not [one for one in replies(world, thread) if one.is_streaming]
    bedrock.faults.off()
    assert await world.slack.click(ALICE, ALERTS, told.ts, "ask_again")
    assert "ask_rate" in said(await answer(world, thread, times=2))


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Kind.THROTTLED, "Bedrock has too much to do just now."),
        (Kind.REFUSED, "AWS does not let me ask this agent."),
        (Kind.GONE, "There is no such agent or model."),
        (Kind.BROKEN, "The agent broke off before its answer was whole."),
        (Kind.CUT, "The agent broke off before its answer was whole."),
        (Kind.CORRUPT, "The agent broke off before its answer was whole."),
        (Fault(Kind.SLOW, pause=NEVER), "The agent took too long."),
    ],
)
async def test_what_goes_wrong_has_its_sentence_and_another_try(world, bedrock, fault, sentence):
    bedrock.faults.always(fault)
    await started(world, bedrock, ASK_TIMEOUT="10")
    thread = await mention(world, "which alarms are on?")
    told = await answer(world, thread)
    assert sentence in said(told)
    assert told.pinged == ()
    bedrock.faults.off()
    assert await world.slack.click(BOB, ALERTS, told.ts, "ask_again")
    assert "ask_rate" in said(await answer(world, thread, times=2))


async def test_what_the_role_may_not_ask_is_named(world, bedrock):
    bedrock.faults.once(Kind.REFUSED)
    await started(world, bedrock)
    told = await answer(world, await mention(world, "which alarms are on?"))
    assert "bedrock:InvokeModelWithResponseStream" in said(told)


@asynccontextmanager
async def bridge(port: int, url: str) -> AsyncIterator[None]:
    """Let what arrives at *port* reach the server at *url*."""
    host, _, there = url.removeprefix("http://").partition(":")

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outer = await asyncio.open_connection(host, int(there))
        await asyncio.gather(_pour(reader, outer), _pour(inner, writer))

    async with await asyncio.start_server(carry, "127.0.0.1", port):
        yield


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while some := await reader.read(65_536):
        writer.write(some)
        await writer.drain()
    writer.close()


async def test_a_bedrock_that_is_away_is_asked_again_once_it_is_back(world, bedrock):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = {"AWS_ENDPOINT_URL_BEDROCK_RUNTIME": f"http://127.0.0.1:{port}"}
    await started(world, bedrock, **env)
    thread = await mention(world, "which alarms are on?")
    told = await answer(world, thread)
    assert "I can't reach Bedrock." in said(told)
    async with bridge(port, bedrock.url):
        assert await world.slack.click(ALICE, ALERTS, told.ts, "ask_again")
        assert "ask_rate" in said(await answer(world, thread, times=2))
        await world.bot.stop()


async def test_a_hostile_answer_pings_nobody_and_leads_nowhere(world, bedrock):
    bedrock.faults.always(Kind.HOSTILE)
    await started(world, bedrock)
    thread = await mention(world, "which alarms are on?")
    await answer(world, thread)
    for one in replies(world, thread):
        assert one.pinged == ()
        for text in [one.text, *(block["text"] for block in one.blocks if block["type"] == "markdown")]:
            assert not LINK.search(CODE.sub("", text)), text
        assert not [url for url in links(one) if "console.aws.amazon.com" not in url]


async def test_what_aws_refuses_is_named_with_the_permission_that_is_missing(world, bedrock, shop):
    deny = {"Effect": "Deny", "Action": ["logs:FilterLogEvents", "cloudwatch:GetMetricData"], "Resource": "*"}
    world.aws.clients.iam.put_role_policy(
        RoleName=world.stack.role_arn.rpartition("/")[2],
        PolicyName="deny",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [deny]}),
    )
    bedrock.trail.faults.always(Kind.REFUSED)
    await started(world, bedrock)
    card = await card_of_an_alarm(world, shop)
    await ask_on(world, card)
    told = await answer(world, card.ts)
    steps = tasks(told)
    assert [steps[name] for name in ("Logs", "Metric", "Changes")] == ["error"] * 3
    assert "Not looked at" in said(told)
    for permission in ("logs:FilterLogEvents", "cloudwatch:GetMetricData", "cloudtrail:LookupEvents"):
        assert f"not allowed: {permission}" in said(told)
        assert permission in str(bedrock.calls[0].fields), "the model knows what nobody looked at"


@pytest.mark.parametrize("silent", [False, True])
async def test_a_bot_that_is_stopped_in_mid_answer_says_so_and_ends_at_once(world, bedrock, silent):
    if silent:
        bedrock.faults.always(Fault(Kind.SLOW, pause=NEVER))
    else:
        endless(bedrock)
    await started(world, bedrock, ASK_TIMEOUT="900")
    thread = await mention(world, "tell me everything")
    await growing(world, thread, "" if silent else "and on")
    await world.until(lambda: bedrock.calls)
    async with asyncio.timeout(30):  # Bedrock itself would say nothing for much longer
        assert await world.bot.stop() == 0
    told = await answer(world, thread)
    assert "I am being restarted" in said(told)
    assert not [one for one in replies(world, thread) if one.is_streaming]
    assert world.bot.said("stopped")[0]["unfinished"] == 0


async def test_guests_are_refused_and_nobody_is_asked(world, bedrock, shop):
    await started(world, bedrock)
    card = await card_of_an_alarm(world, shop)
    await world.slack.click(CAROL, ALERTS, card.ts, "click_agent")
    await alone(world, CAROL, "as a guest you can read along")
    await mention(world, "which alarms are on?", user=CAROL)
    await world.until(lambda: len(world.slack.workspace.ephemerals(CAROL)) == 2)
    assert bedrock.calls == []


async def test_a_second_question_waits_for_the_answer_to_the_first(world, bedrock):
    go = bedrock.faults.hold()
    await started(world, bedrock)
    thread = await mention(world, "which alarms are on?")
    await world.until(lambda: bedrock.calls)
    await mention(world, "and the logs?", thread, BOB)
    await alone(world, BOB, "I am still answering in this thread.")
    go.set()
    await answer(world, thread)
    assert len(ended(world, thread)) == 1


async def test_of_seven_questions_at_once_five_are_streamed_and_all_are_answered(world, bedrock):
    go = bedrock.faults.hold()
    await started(world, bedrock)
    threads = [await mention(world, f"question {number}: which alarms are on?") for number in range(7)]
    await world.until(lambda: len(bedrock.calls) == 7)
    live = [one for thread in threads for one in replies(world, thread) if one.is_streaming]
    assert len(live) == 5
    go.set()
    told = [await answer(world, thread) for thread in threads]
    assert sorted(one.streaming_state or "" for one in told) == ["", "", *["completed"] * 5]
    assert all("ask_rate" in said(one) and one.text for one in told)
