"""An agent of Bedrock Agents Classic, frame by frame."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from gettext import NullTranslations
from typing import Any

import pytest

from services.asking.agent import AgentFailed, Exchange, ToolCall, ToolResult, Trouble
from services.aws.bedrock.classic import Classic
from services.aws.bedrock.text import LONGEST
from services.aws.bedrock.titles import Titles
from tests.services.aws.bedrock.played import Played, chunk, control, trace
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

DONE = [chunk(b"Done.")]
FUNCTION = {"actionGroup": "watchbell", "function": LOGS.name, "actionInvocationType": "RESULT"}
GROUP = {"name": "group", "type": "string", "value": "/aws/pay"}


@pytest.fixture
def ask(pool: ThreadPoolExecutor) -> Iterator[Any]:
    with ExitStack() as closing:

        async def ask(played: Played, prompt=PROMPT, call=None, **more: Any) -> Heard:
            clients = Clients(played.url)
            closing.callback(clients.close)
            agent = Classic(
                "AGENT12345", "ALIAS12345", wire(clients, pool), Titles(NullTranslations()), **more
            )
            return await hear(agent, prompt, call)

        yield ask


async def test_the_text_has_the_rules_what_was_said_earlier_and_the_question(ask):
    async with Played(DONE) as played:
        heard = await ask(played, asking("And now?", earlier=(Exchange("Which?", "That one."),)))
    body = played.bodies[0]
    told = body["inputText"]
    assert told.index(PROMPT.rules) < told.index("Which?") < told.index("That one.") < told.index("And now?")
    assert body["enableTrace"] is True
    assert body["streamingConfigurations"] == {"streamFinalResponse": True}
    assert heard.finished
    assert heard.finished.model == "Bedrock agent"


async def test_a_text_that_is_too_long_loses_what_was_said_first(ask):
    many = tuple(Exchange(f"question {number}", "x" * 50_000) for number in range(6))
    async with Played(DONE) as played:
        await ask(played, asking("And now?", earlier=many))
    told = played.bodies[0]["inputText"]
    assert len(told) <= LONGEST
    assert "question 0" not in told
    assert "question 5" in told
    assert told.endswith("And now?")


async def test_a_character_may_come_in_two_chunks(ask):
    said = "결제 서비스".encode()
    async with Played([chunk(said[:4]), chunk(said[4:])]) as played:
        heard = await ask(played)
    assert heard.text == "결제 서비스"


async def test_functions_are_looked_up_and_their_results_given_back(ask):
    wants = control(
        {"functionInvocationInput": FUNCTION | {"parameters": [GROUP]}},
        {"functionInvocationInput": FUNCTION | {"function": CHANGES.name, "agentId": "OTHER12345"}},
    )
    shelf = Shelf()
    async with Played([wants], DONE) as played:
        heard = await ask(played, call=shelf)
    assert [(call.tool, dict(call.arguments)) for call in shelf.calls] == [
        (LOGS.name, {"group": "/aws/pay"}),
        (CHANGES.name, {}),
    ]
    assert len({call.id for call in shelf.calls}) == 2
    body = played.bodies[1]
    assert "inputText" not in body
    assert body["sessionState"] == {
        "invocationId": "inv-1",
        "returnControlInvocationResults": [
            {
                "functionResult": {
                    "actionGroup": "watchbell",
                    "function": LOGS.name,
                    "responseBody": {"TEXT": {"body": "payments timed out"}},
                }
            },
            {
                "functionResult": {
                    "actionGroup": "watchbell",
                    "function": CHANGES.name,
                    "agentId": "OTHER12345",
                    "responseBody": {"TEXT": {"body": "none"}},
                }
            },
        ],
    }
    assert heard.text == "Done."


async def test_an_api_is_looked_up_by_its_path(ask):
    api = {
        "actionGroup": "watchbell",
        "apiPath": f"/{LOGS.name}",
        "httpMethod": "POST",
        "requestBody": {"content": {"application/json": {"properties": [GROUP]}}},
    }
    shelf = Shelf()
    async with Played([control({"apiInvocationInput": api})], DONE) as played:
        await ask(played, call=shelf)
    assert dict(shelf.calls[0].arguments) == {"group": "/aws/pay"}
    [result] = played.bodies[1]["sessionState"]["returnControlInvocationResults"]
    assert result["apiResult"] == {
        "actionGroup": "watchbell",
        "apiPath": f"/{LOGS.name}",
        "httpMethod": "POST",
        "httpStatusCode": 200,
        "responseBody": {"TEXT": {"body": "payments timed out"}},
    }


async def test_parameters_are_read_by_their_types(ask):
    given = [
        {"name": "minutes", "type": "integer", "value": "30"},
        {"name": "groups", "type": "array", "value": '["a", "b"]'},
        {"name": "deep", "type": "boolean", "value": "true"},
        {"name": "odd", "type": "number", "value": "many"},
        {"name": "words", "type": "string", "value": "12"},
    ]
    shelf = Shelf()
    async with Played(
        [control({"functionInvocationInput": FUNCTION | {"parameters": given}})], DONE
    ) as played:
        await ask(played, call=shelf)
    read = {"minutes": 30, "groups": ["a", "b"], "deep": True, "odd": "many", "words": "12"}
    assert dict(shelf.calls[0].arguments) == read


async def test_a_look_up_that_failed_does_not_end_the_answer(ask):
    async def refuse(asked: ToolCall) -> ToolResult:
        return ToolResult(asked, "no such group", failed=True)

    async with Played([control({"functionInvocationInput": FUNCTION})], DONE) as played:
        heard = await ask(played, call=refuse)
    [result] = played.bodies[1]["sessionState"]["returnControlInvocationResults"]
    assert result["functionResult"]["responseState"] == "REPROMPT"
    assert heard.text == "Done."


async def test_what_only_wants_a_persons_yes_is_denied(ask):
    shelf = Shelf()
    asked = FUNCTION | {"actionInvocationType": "USER_CONFIRMATION"}
    async with Played([control({"functionInvocationInput": asked})], DONE) as played:
        await ask(played, call=shelf)
    [result] = played.bodies[1]["sessionState"]["returnControlInvocationResults"]
    assert result["functionResult"]["confirmationState"] == "DENY"
    assert not shelf.calls


async def test_an_agent_that_only_looks_things_up_gives_no_answer(ask):
    wants = [control({"functionInvocationInput": FUNCTION})]
    async with Played(wants, wants) as played:
        with pytest.raises(AgentFailed) as raised:
            await ask(played, rounds=2)
    assert raised.value.trouble is Trouble.BROKEN


async def test_the_way_to_an_answer_is_shown_as_steps(ask):
    searching = {"knowledgeBaseId": "KB12345678", "text": "checkout\nrunbook"}
    found = {"retrievedReferences": [{"content": {"text": "a"}}, {"content": {"text": "b"}}]}
    frames = [
        trace(
            orchestrationTrace={
                "modelInvocationInput": {"traceId": "t0", "foundationModel": "amazon.nova-pro-v1:0"}
            }
        ),
        trace(orchestrationTrace={"rationale": {"traceId": "t0", "text": "I search  the runbooks."}}),
        trace(
            orchestrationTrace={"invocationInput": {"traceId": "t0", "knowledgeBaseLookupInput": searching}}
        ),
        trace(orchestrationTrace={"observation": {"traceId": "t0", "knowledgeBaseLookupOutput": found}}),
        *_action("t1", "LAMBDA"),
        *_action("t2", "RETURN_CONTROL"),
        trace(guardrailTrace={"traceId": "t3", "action": "INTERVENED"}),
        trace(failureTrace={"traceId": "t4", "failureReason": "the\nLambda timed out"}),
    ]
    async with Played([*frames, *DONE]) as played:
        heard = await ask(played)
    assert titles(heard.steps) == [
        ("I search the runbooks.", "done"),
        ("Searching the knowledge base KB12345678", "running"),
        ("Searching the knowledge base KB12345678", "done"),
        ("tickets: find", "running"),
        ("tickets: find", "done"),
        ("A guardrail stepped in", "failed"),
        ("The agent ran into a failure", "failed"),
    ]
    assert heard.steps[1].id == heard.steps[2].id
    assert [step.detail for step in heard.steps[1:3]] == ["checkout runbook", "2 passages"]
    assert heard.steps[-1].detail == "the Lambda timed out"
    assert heard.finished
    assert heard.finished.model == "nova-pro"


async def test_steps_are_bounded(ask):
    thought = {"traceId": "t0", "text": "x" * 5_000}
    async with Played([*[trace(orchestrationTrace={"rationale": thought})] * 200, *DONE]) as played:
        heard = await ask(played)
    assert len(heard.steps) == 60
    assert len(heard.steps[0].title) == 120


def _action(trace_id: str, kind: str) -> list[bytes]:
    action = {"actionGroupName": "tickets", "function": "find", "executionType": kind}
    return [
        trace(
            orchestrationTrace={
                "invocationInput": {"traceId": trace_id, "actionGroupInvocationInput": action}
            }
        ),
        trace(
            orchestrationTrace={
                "observation": {"traceId": trace_id, "actionGroupInvocationOutput": {"text": "x"}}
            }
        ),
    ]
