import asyncio
from typing import Any

import aiohttp
import pytest

from demo.slack.people import ALICE, BOT, OPS

Socket = aiohttp.ClientWebSocketResponse


@pytest.fixture(autouse=True)
def in_ops(slack):
    slack.workspace.join(OPS, BOT)


@pytest.fixture
def connect(slack, http):
    """Open a connection as the SDK does, without its cleverness."""

    async def open_one() -> Socket:
        headers = {"Authorization": f"Bearer {slack.app_token}"}
        async with http.post(slack.api_url + "apps.connections.open", headers=headers) as answer:
            url = str((await answer.json())["url"])
        socket: Socket = await http.ws_connect(url)
        return socket

    return open_one


async def envelope(socket: Socket) -> dict[str, Any]:
    said: dict[str, Any] = await socket.receive_json(timeout=30)
    return said


async def ack(socket: Socket, envelope: dict[str, Any]) -> None:
    await socket.send_json({"envelope_id": envelope["envelope_id"]})


async def test_slack_says_hello_and_how_many_are_connected(connect):
    first, second = await connect(), await connect()
    assert (await envelope(first))["num_connections"] == 1
    hello = await envelope(second)
    assert (hello["type"], hello["num_connections"]) == ("hello", 2)
    assert hello["connection_info"]["app_id"]


async def test_a_ping_comes_back(connect):
    socket = await connect()
    await socket.ping(b"sdk-ping-pong:1.5")
    await envelope(socket)
    assert not socket.closed


async def test_an_event_that_is_acked_comes_once(connect, slack):
    socket = await connect()
    await envelope(socket)
    await slack.say(ALICE, OPS, "hello")
    event = await envelope(socket)
    await ack(socket, event)
    await slack.say(ALICE, OPS, "again")
    following = await envelope(socket)
    assert event["retry_attempt"] == 0
    assert following["payload"]["event"]["text"] == "again"


async def test_an_event_that_is_not_acked_comes_three_times_more(connect, slack):
    socket = await connect()
    await envelope(socket)
    await slack.say(ALICE, OPS, "hello")
    tries = [await envelope(socket) for _ in range(4)]
    assert [one["retry_attempt"] for one in tries] == [0, 1, 2, 3]
    assert [one["retry_reason"] for one in tries] == ["", "timeout", "timeout", "timeout"]
    assert len({one["payload"]["event_id"] for one in tries}) == 1
    assert len({one["envelope_id"] for one in tries}) == 4
    await slack.until(lambda: slack.undelivered)


async def test_an_event_in_a_connection_that_dies_comes_over_the_next(connect, slack):
    first = await connect()
    await envelope(first)
    await slack.say(ALICE, OPS, "hello")
    lost = await envelope(first)
    slack.faults.down()
    slack.faults.up()
    second = await connect()
    await envelope(second)
    event = await envelope(second)
    await ack(second, event)
    assert event["payload"]["event_id"] == lost["payload"]["event_id"]
    assert event["retry_attempt"] == 1


async def test_an_event_while_nobody_is_connected_waits_for_who_comes(connect, slack):
    first = await connect()
    await envelope(first)
    await first.close()
    await slack.until(lambda: slack.connections == 0)
    await slack.say(ALICE, OPS, "hello")
    second = await connect()
    await envelope(second)
    assert (await envelope(second))["payload"]["event"]["text"] == "hello"


async def test_each_event_goes_to_one_connection(connect, slack):
    sockets = [await connect() for _ in range(3)]
    for socket in sockets:
        await envelope(socket)
    for n in range(12):
        await slack.say(ALICE, OPS, str(n))
    heard = []

    async def listen(socket: Socket) -> None:
        async for message in socket:
            heard.append(message.json()["payload"]["event"]["text"])
            await ack(socket, message.json())

    listening = [asyncio.create_task(listen(socket)) for socket in sockets]
    await slack.until(lambda: len(heard) >= 12)
    for task in listening:
        task.cancel()
    assert sorted(heard, key=int) == [str(n) for n in range(12)]


async def test_a_refresh_warns_asks_and_closes(connect, slack):
    socket = await connect()
    await envelope(socket)
    await slack.refresh(grace_s=0)
    said = [await envelope(socket), await envelope(socket)]
    assert [(one["type"], one["reason"]) for one in said] == [
        ("disconnect", "warning"),
        ("disconnect", "refresh_requested"),
    ]
    assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_the_eleventh_connection_is_turned_away(connect, slack):
    sockets = [await connect() for _ in range(11)]
    said = [await envelope(socket) for socket in sockets]
    assert [one["type"] for one in said] == ["hello"] * 10 + ["disconnect"]
    assert said[-1]["reason"] == "too_many_websockets"
    assert slack.connections == 10


async def test_a_ticket_opens_one_connection(slack, http):
    headers = {"Authorization": f"Bearer {slack.app_token}"}
    async with http.post(slack.api_url + "apps.connections.open", headers=headers) as answer:
        url = (await answer.json())["url"]
    await http.ws_connect(url)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await http.ws_connect(url)


async def test_nonsense_from_the_app_is_overlooked(connect, slack):
    socket = await connect()
    await envelope(socket)
    for nonsense in ("{", "[]", '{"envelope_id": ["x"]}', '{"envelope_id": "nobody"}'):
        await socket.send_str(nonsense)
    await slack.say(ALICE, OPS, "hello")
    assert (await envelope(socket))["type"] == "events_api"


async def test_bolt_comes_back_after_a_refresh_and_misses_nothing(bolt, slack):
    await bolt.connect()
    await slack.say(ALICE, OPS, "before")
    await slack.refresh(grace_s=0.1)
    await slack.say(ALICE, OPS, "after")
    await slack.until(lambda: {"before", "after"} <= {body["event"]["text"] for body in bolt.heard})
    assert slack.undelivered == []


async def test_bolt_comes_back_after_its_connection_was_torn(bolt, slack):
    await bolt.connect()
    slack.faults.down()
    await slack.until(lambda: slack.connections == 0)
    slack.faults.up()
    await slack.until(lambda: slack.connections == 1)


async def test_a_half_open_connection_answers_nothing_and_a_client_that_pings_leaves_it(bolt, slack):
    await bolt.connect()
    slack.go_deaf()
    await slack.say(ALICE, slack.workspace.dm(ALICE).id, "is anybody there?")
    await slack.until(lambda: bolt.heard)
    assert bolt.heard[0]["event"]["text"] == "is anybody there?"


async def test_over_a_half_open_connection_nothing_comes(connect, slack):
    socket = await connect()
    await envelope(socket)
    slack.go_deaf()
    assert not await slack.command(ALICE, OPS, "/aws")
    await socket.ping(b"sdk-ping-pong:1.5")
    with pytest.raises(TimeoutError):
        await socket.receive(timeout=0.2)


async def test_a_broken_network_ends_every_connection_and_the_client_comes_back(bolt, slack):
    await bolt.connect()
    slack.disconnect()
    await slack.until(lambda: slack.connections == 0)
    await slack.until(lambda: slack.connections == 1)
