"""A model with the bot's own tools, frame by frame."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest

from services.asking.agent import AgentFailed, Exchange, ToolCall, ToolResult, Trouble
from services.aws.bedrock.converse import Converse
from services.aws.bedrock.lookups import ENOUGH
from tests.services.aws.bedrock.played import Played, delta, start, stop, text, use
from tests.services.aws.bedrock.ways import (
    CHANGES,
    LOGS,
    PROMPT,
    Clients,
    Heard,
    Shelf,
    asking,
    hear,
    wire,
)

MODEL = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"
DONE = [start(), text("Done."), stop("end_turn")]


@pytest.fixture
def ask(pool: ThreadPoolExecutor) -> Iterator[Any]:
    with ExitStack() as closing:

        async def ask(played: Played, prompt=PROMPT, call=None, **more: int) -> Heard:
            clients = Clients(played.url)
            closing.callback(clients.close)
            return await hear(Converse(MODEL, wire(clients, pool), **more), prompt, call)

        yield ask


async def test_a_request_has_the_rules_the_thread_and_the_tools(ask):
    async with Played(DONE) as played:
        heard = await ask(
            played, asking("And now?", earlier=(Exchange("Which?", "That one."), Exchange("Hm", "")))
        )
    body = played.bodies[0]
    assert body["system"] == [{"text": PROMPT.rules}]
    assert body["messages"] == [
        {"role": "user", "content": [{"text": "Which?"}]},
        {"role": "assistant", "content": [{"text": "That one."}]},
        {"role": "user", "content": [{"text": "And now?"}]},
    ]
    assert [one["toolSpec"]["name"] for one in body["toolConfig"]["tools"]] == [LOGS.name, CHANGES.name]
    assert body["inferenceConfig"]["maxTokens"] == 4096
    assert heard.finished
    assert heard.finished.model == "claude-sonnet-4-5"


async def test_a_question_without_tools_offers_none(ask):
    async with Played(DONE) as played:
        await ask(played, asking("Why?", tools=()))
    assert "toolConfig" not in played.bodies[0]


async def test_several_look_ups_are_made_at_the_same_time(ask):
    together = asyncio.Barrier(2)

    async def call(asked: ToolCall) -> ToolResult:
        async with asyncio.timeout(30):
            await together.wait()
        return ToolResult(asked, f"of {asked.tool}")

    wants = [start(), text("Let me see."), use("a", LOGS.name, '{"gro', 'up": "x"}', index=1)]
    wants += [use("b", CHANGES.name, index=2), stop("tool_use")]
    async with Played(wants, DONE) as played:
        heard = await ask(played, call=call)
    assert heard.text == "Let me see.\n\nDone."
    _, said, told = played.bodies[1]["messages"]
    assert said["content"] == [
        {"text": "Let me see."},
        {"toolUse": {"toolUseId": "a", "name": LOGS.name, "input": {"group": "x"}}},
        {"toolUse": {"toolUseId": "b", "name": CHANGES.name, "input": {}}},
    ]
    assert told["content"] == [
        {"toolResult": {"toolUseId": "a", "content": [{"text": "of look_up_logs"}], "status": "success"}},
        {"toolResult": {"toolUseId": "b", "content": [{"text": "of look_up_changes"}], "status": "success"}},
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "{",
        '{"group": NaN}',
        "[1]",
        '"x"',
        '{"group": "\\ud800"}',
        "[" * 15_000,
        json.dumps({"group": "x" * 20_000}),
    ],
)
async def test_arguments_that_cannot_be_used_are_told_back(ask, arguments: str):
    shelf = Shelf()
    parts = [arguments[at : at + 9_000] for at in range(0, len(arguments), 9_000)]
    async with Played([start(), use("a", LOGS.name, *parts), stop("tool_use")], DONE) as played:
        heard = await ask(played, call=shelf)
    assert not shelf.calls
    said, told = played.bodies[1]["messages"][1:]
    assert said["content"][0]["toolUse"]["input"] == {}
    assert told["content"][0]["toolResult"]["status"] == "error"
    assert heard.text == "Done."


async def test_a_tool_that_nobody_offered_is_told_back_by_a_name_that_aws_takes(ask):
    async with Played([start(), use("a", "rm -rf /", "{}"), stop("tool_use")], DONE) as played:
        await ask(played)
    said, told = played.bodies[1]["messages"][1:]
    assert said["content"][0]["toolUse"]["name"] == "rm_-rf__"
    assert told["content"][0]["toolResult"]["status"] == "error"


async def test_an_index_that_comes_again_is_another_look_up(ask):
    wants = [start(), use("a", LOGS.name, '{"group": "1"}'), use("b", LOGS.name, '{"group": "2"}')]
    shelf = Shelf()
    async with Played([*wants, stop("tool_use")], DONE) as played:
        await ask(played, call=shelf)
    assert [call.arguments["group"] for call in shelf.calls] == ["1", "2"]


async def test_no_more_than_eight_look_ups_are_made_at_once(ask):
    wants = [use(f"id{at}", CHANGES.name, index=at) for at in range(20)]
    shelf = Shelf()
    async with Played([start(), *wants, stop("tool_use")], DONE) as played:
        await ask(played, call=shelf)
    assert len(shelf.calls) == 8
    assert len(played.bodies[1]["messages"][2]["content"]) == 20


async def test_in_its_last_round_a_model_is_offered_nothing_and_told_what_was_looked_up(ask):
    wants = [start(), text("Hm."), use("a", LOGS.name, '{"group": "x"}', index=1), stop("tool_use")]
    async with Played(wants, wants, DONE) as played:
        heard = await ask(played, rounds=3)
    last = played.bodies[2]
    assert "toolConfig" not in last
    assert "toolUse" not in str(last)
    assert [message["role"] for message in last["messages"]] == ["user"]
    assert "payments timed out" in str(last["messages"])
    assert str(last["messages"]).count(ENOUGH) == 1
    assert heard.text == "Hm.\n\nHm.\n\nDone."


async def test_a_model_that_only_looks_things_up_gives_no_answer(ask):
    wants = [start(), use("a", CHANGES.name), stop("tool_use")]
    shelf = Shelf()
    async with Played(wants, wants, wants) as played:
        with pytest.raises(AgentFailed) as raised:
            await ask(played, call=shelf, rounds=3)
    assert raised.value.trouble is Trouble.BROKEN
    assert len(shelf.calls) == 2


async def test_signed_thoughts_are_given_back_before_a_look_up(ask):
    thoughts = [delta({"reasoningContent": {"text": part}}) for part in ("The logs ", "first.")]
    thoughts.append(delta({"reasoningContent": {"signature": "c2ln"}}))
    wants = [start(), *thoughts, use("a", CHANGES.name, index=1), stop("tool_use")]
    async with Played(wants, DONE) as played:
        heard = await ask(played)
    thought = {"reasoningText": {"text": "The logs first.", "signature": "c2ln"}}
    assert played.bodies[1]["messages"][1]["content"][0] == {"reasoningContent": thought}
    assert heard.text == "Done."


@pytest.mark.parametrize("reason", ["max_tokens", "model_context_window_exceeded"])
async def test_an_answer_that_reached_the_models_limit_is_cut(ask, reason: str):
    async with Played([start(), text("So far"), stop(reason)]) as played:
        heard = await ask(played)
    assert heard.finished
    assert heard.finished.cut


@pytest.mark.parametrize(
    ("frames", "trouble"),
    [
        ([start(), text("No."), stop("guardrail_intervened")], Trouble.REFUSED),
        ([start(), text("No."), stop("content_filtered")], Trouble.REFUSED),
        ([start(), text("Half"), stop("malformed_tool_use")], Trouble.BROKEN),
        ([start(), text("Half")], Trouble.BROKEN),
        ([start(), stop("end_turn")], Trouble.BROKEN),
        ([start(), stop("max_tokens")], Trouble.BROKEN),
        ([start(), stop("tool_use")], Trouble.BROKEN),
        ([], Trouble.BROKEN),
    ],
)
async def test_an_answer_that_is_none_is_a_trouble(ask, frames: list[bytes], trouble: Trouble):
    async with Played(frames) as played:
        with pytest.raises(AgentFailed) as raised:
            await ask(played)
    assert raised.value.trouble is trouble


async def test_an_answer_without_end_is_cut_at_its_longest(ask):
    async with Played([start(), *[text("x" * 999)] * 1_000, stop("end_turn")]) as played:
        heard = await ask(played)
    assert len(heard.text) == 40_000
    assert heard.finished
    assert heard.finished.cut


async def test_a_look_up_that_takes_too_long_ends_the_answer(pool: ThreadPoolExecutor):
    async def never(asked: ToolCall) -> ToolResult:
        await asyncio.Event().wait()
        return ToolResult(asked, "")

    async with Played([start(), use("a", CHANGES.name), stop("tool_use")]) as played:
        clients = Clients(played.url)
        with pytest.raises(AgentFailed) as raised:
            await hear(Converse(MODEL, wire(clients, pool, seconds=1.0)), call=never)
        clients.close()
    assert raised.value.trouble is Trouble.SLOW


async def test_what_a_look_up_gives_is_bounded(ask):
    async def much(asked: ToolCall) -> ToolResult:
        return ToolResult(asked, "x" * 1_000_000)

    async with Played([start(), use("a", CHANGES.name), stop("tool_use")], DONE) as played:
        await ask(played, call=much)
    assert len(played.bodies[1]["messages"][2]["content"][0]["toolResult"]["content"][0]["text"]) == 20_000
