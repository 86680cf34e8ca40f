"""What the page is told of the agent, and what people do with it there."""

from http import HTTPStatus

from demo.slack.people import ALERTS, ALICE, BOB
from tests.demo.page.conftest import Client
from tests.demo.page.seed import QuietSlack


def processing(slack: QuietSlack) -> str:
    asked = slack.workspace.post(ALERTS, ALICE, "why?")
    slack.workspace.sessions.set_status(ALERTS, asked.ts, "processing", "CPU")
    return asked.ts


async def test_the_state_says_what_the_agent_is_and_does(client: Client, slack: QuietSlack):
    thread = processing(slack)
    state = await (await client.get("/page/state")).json()
    assert state["agent"] == {
        "description": "Looks into your alarms.",
        "prompts": [{"title": "CPU?", "message": "Why?"}],
        "can_be_stopped": True,
    }
    (session,) = state["sessions"]
    assert (session["thread_ts"], session["status"], session["title"]) == (thread, "processing", "CPU")


async def test_a_person_stops_what_the_agent_does(client: Client, slack: QuietSlack):
    thread = processing(slack)
    said = {"user": BOB, "channel": ALERTS, "thread_ts": thread}
    response = await client.post("/page/stop", json=said)
    assert response.status == HTTPStatus.OK
    assert slack.stopped == [(BOB, ALERTS, thread)]


async def test_where_nothing_is_done_there_is_nothing_to_stop(client: Client, slack: QuietSlack):
    response = await client.post("/page/stop", json={"user": BOB, "channel": ALERTS, "thread_ts": "1.000001"})
    assert response.status == HTTPStatus.BAD_REQUEST
    assert (await response.json())["error"] == "There is nothing to stop any more."
    assert slack.stopped == []


async def test_opening_the_direct_messages_is_told_and_opening_a_channel_is_not(
    client: Client, slack: QuietSlack
):
    for channel in (ALERTS, slack.workspace.dm(ALICE).id):
        response = await client.post("/page/open", json={"user": ALICE, "channel": channel})
        assert response.status == HTTPStatus.OK
    assert slack.opened == [ALICE]


async def test_nobody_opens_the_talk_of_another(client: Client, slack: QuietSlack):
    response = await client.post("/page/open", json={"user": BOB, "channel": slack.workspace.dm(ALICE).id})
    assert response.status == HTTPStatus.BAD_REQUEST
    assert slack.opened == []
