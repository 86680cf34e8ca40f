"""What holds for every way to a model, against the local Bedrock."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing

from demo.bedrock import Kind, LocalBedrock, Says, Wants
from services.asking.agent import Exchange, Said, SessionId
from services.aws.bedrock.stream import Wire
from tests.services.aws.bedrock.ways import (
    LOGS,
    OPERATIONS,
    PROMPT,
    Clients,
    Shelf,
    asking,
    by,
    hear,
    until,
    wire,
)

LONG = "The payment service timed out, and the checkout waited for it until its own time was up. " * 4
EARLIER = (Exchange("Which alarm?", "It was checkout-errors."),)


async def test_an_answer_comes_piece_by_piece(way: str, real: Wire, bedrock: LocalBedrock):
    bedrock.script.append(Says(LONG))
    heard = await hear(by(way, real))
    assert heard.text == LONG
    assert heard.pieces > 5
    assert heard.finished
    assert not heard.finished.cut


async def test_the_model_looks_something_up_and_goes_on(way: str, real: Wire, bedrock: LocalBedrock):
    shelf = Shelf()
    bedrock.script.extend((Wants(LOGS.name, {"group": "/aws/pay"}), Says("Payments timed out.")))
    heard = await hear(by(way, real), call=shelf)
    assert [(call.tool, dict(call.arguments)) for call in shelf.calls] == [(LOGS.name, {"group": "/aws/pay"})]
    assert heard.text == "Payments timed out."
    assert "payments timed out" in str(bedrock.faults.called(OPERATIONS[way])[-1].fields)


async def test_a_look_up_without_what_it_needs_is_told_back(way: str, real: Wire, bedrock: LocalBedrock):
    shelf = Shelf()
    bedrock.script.extend((Wants("drop_tables", {}), Says("Then not.")))
    heard = await hear(by(way, real), call=shelf)
    assert not shelf.calls
    assert heard.text == "Then not."
    assert "There is no such tool." in str(bedrock.calls[-1].fields)


async def test_what_was_said_earlier_is_told_to_an_agent_that_has_forgotten_it(
    way: str, real: Wire, bedrock: LocalBedrock
):
    bedrock.script.append(Says("It still is."))
    await hear(by(way, real), asking("And now?", earlier=EARLIER))
    assert "It was checkout-errors." in str(bedrock.calls[-1].fields)


async def test_a_follow_up_goes_on_in_the_agents_session(real: Wire, bedrock: LocalBedrock):
    bedrock.script.extend((Says("It was checkout-errors."), Says("It still is.")))
    agent = by("classic", real)
    await hear(agent, asking("Which alarm?"))
    await hear(agent, asking("And now?", earlier=EARLIER, remembers=True))
    [first, second] = bedrock.sessions.held[PROMPT.session].turns
    assert (first.answer, second.answer) == ("It was checkout-errors.", "It still is.")
    assert "Which alarm?" not in second.prompt


async def test_only_a_model_without_memory_is_told_again_what_the_session_holds(
    way: str, real: Wire, bedrock: LocalBedrock
):
    bedrock.script.append(Says("It still is."))
    await hear(by(way, real), asking("And now?", earlier=EARLIER, remembers=True))
    assert ("It was checkout-errors." in str(bedrock.calls[-1].fields)) == (way == "converse")


async def test_an_answer_that_is_closed_frees_its_thread_and_its_connection(
    way: str, clients: Clients, bedrock: LocalBedrock
):
    bedrock.faults.once(Kind.ENDLESS)
    with ThreadPoolExecutor(1) as pool:
        agent = by(way, wire(clients, pool))
        async with aclosing(agent.ask(asking("Tell me all."), Shelf())) as words:
            async for word in words:
                if isinstance(word, Said):
                    break
        await until(lambda: bedrock.calls[0].outcome == "left")
        bedrock.script.append(Says("Yes?"))
        assert (await hear(agent)).finished, "the only thread is free again"


async def test_an_answer_that_is_cancelled_frees_its_thread_and_its_connection(
    way: str, clients: Clients, bedrock: LocalBedrock
):
    bedrock.faults.once(Kind.ENDLESS)
    with ThreadPoolExecutor(1) as pool:
        agent = by(way, wire(clients, pool))
        asking_on = asyncio.create_task(hear(agent))
        await until(lambda: bool(bedrock.calls))
        asking_on.cancel()
        await asyncio.wait([asking_on])
        await until(lambda: bedrock.calls[0].outcome == "left")
        bedrock.script.append(Says("Yes?"))
        assert (await hear(agent)).finished


async def test_thirty_answers_are_read_at_once(way: str, real: Wire, bedrock: LocalBedrock):
    agent = by(way, real)
    bedrock.script.extend(Says(f"{number}: {LONG}") for number in range(30))
    questions = [asking("Why?", session=SessionId(f"{number:032}")) for number in range(30)]
    heard = await asyncio.gather(*(hear(agent, question) for question in questions))
    assert {one.text for one in heard} == {f"{number}: {LONG}" for number in range(30)}
