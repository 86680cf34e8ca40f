"""An AgentCore harness, frame by frame."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest

from demo.bedrock.frames import event
from services.asking.agent import AgentFailed, Exchange, Trouble
from services.aws.bedrock.harness import Harness
from tests.services.aws.bedrock.played import Played, settled, start, stop, text, use
from tests.services.aws.bedrock.ways import (
    CHANGES,
    LOGS,
    PROMPT,
    Clients,
    Heard,
    Shelf,
    asking,
    hear,
    titles,
    wire,
)

ARN = "arn:aws:bedrock-agentcore:us-west-2:123456789012:harness/oncall_helper-a1b2c3d4e5"
DONE = [start(), text("Done."), stop("end_turn")]


@pytest.fixture
def ask(pool: ThreadPoolExecutor) -> Iterator[Any]:
    with ExitStack() as closing:

        async def ask(played: Played, prompt=PROMPT, call=None, **more: Any) -> Heard:
            clients = Clients(played.url)
            closing.callback(clients.close)
            heard = await hear(Harness(ARN, wire(clients, pool), **more), prompt, call)
            assert list(clients.made) == [("bedrock-agentcore", "us-west-2")]
            return heard

        yield ask


async def test_a_request_leaves_the_harness_its_prompt_and_its_tools(ask):
    async with Played(DONE) as played:
        heard = await ask(played, asking("And now?", earlier=(Exchange("Which?", "That one."),)))
    body = played.bodies[0]
    assert set(body) == {"messages"}
    [message] = body["messages"]
    told = message["content"][0]["text"]
    assert told.index(PROMPT.rules) < told.index("That one.") < told.index("And now?")
    assert heard.finished
    assert heard.finished.model == "oncall_helper"


async def test_tools_are_lent_where_that_is_wished(ask):
    async with Played(DONE) as played:
        await ask(played, lends_tools=True)
    assert [(tool["type"], tool["name"]) for tool in played.bodies[0]["tools"]] == [
        ("inline_function", LOGS.name),
        ("inline_function", CHANGES.name),
    ]


async def test_a_harness_is_told_again_what_it_asked_for(ask):
    wants = [
        start(),
        use("a", LOGS.name, '{"group": "x"}'),
        use("b", CHANGES.name, index=1),
        stop("tool_use"),
    ]
    async with Played(wants, DONE) as played:
        heard = await ask(played)
    said, told = played.bodies[1]["messages"]
    assert [block["toolUse"]["toolUseId"] for block in said["content"]] == ["a", "b"]
    assert [block["toolResult"]["toolUseId"] for block in told["content"]] == ["a", "b"]
    assert heard.text == "Done."


async def test_what_the_harness_looks_up_itself_is_a_step(ask):
    shelf = Shelf()
    own = [start(), text("Let me see."), use("s", "shell", '{"command": "ls"}', index=1), stop("tool_use")]
    own += [event("messageStart", {"role": "user"}), settled("s", "error"), stop("tool_result")]
    async with Played([*own, *DONE]) as played:
        heard = await ask(played, call=shelf)
    assert titles(heard.steps) == [("shell", "running"), ("shell", "failed")]
    assert {step.id for step in heard.steps} == {"s"}
    assert heard.text.endswith("Done.")
    assert not shelf.calls


async def test_a_hook_that_forbids_something_is_a_step(ask):
    hook = {
        "hookEventId": "00000000-0000-0000-0000-000000000001",
        "name": "no_shell",
        "type": "before_tool_call",
    }
    denied = event("hookEvent", hook | {"decision": "deny", "reason": "not\nhere"})
    allowed = event("hookEvent", hook | {"decision": "allow"})
    async with Played([start(), allowed, denied, text("Done."), stop("end_turn")]) as played:
        heard = await ask(played)
    assert [(step.title, step.state, step.detail) for step in heard.steps] == [
        ("no_shell", "failed", "not here")
    ]


@pytest.mark.parametrize(
    ("reason", "trouble"),
    [("timeout_exceeded", Trouble.SLOW), ("hook_stopped", Trouble.REFUSED), ("interrupted", Trouble.BROKEN)],
)
async def test_a_harness_that_stops_is_a_trouble(ask, reason: str, trouble: Trouble):
    async with Played([start(), text("So"), stop(reason)]) as played:
        with pytest.raises(AgentFailed) as raised:
            await ask(played)
    assert raised.value.trouble is trouble


async def test_a_harness_at_its_limit_is_cut(ask):
    async with Played([start(), text("So"), stop("max_iterations_exceeded")]) as played:
        heard = await ask(played)
    assert heard.finished
    assert heard.finished.cut
