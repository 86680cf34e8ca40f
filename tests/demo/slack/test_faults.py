import asyncio
import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from demo.slack.people import OPS
from demo.slack.server import LocalSlack


async def test_a_held_answer_comes_when_it_is_released(client, slack):
    held = slack.faults.hold("chat.postMessage")
    post = asyncio.create_task(client.chat_postMessage(channel=OPS, text="x"))
    await held.performed.wait()
    assert len(slack.workspace.messages(OPS)) == 1
    assert not post.done()
    held.release()
    assert (await post)["ok"]


async def test_only_the_next_call_is_held(client, slack):
    slack.faults.hold("chat.postMessage").release()
    await client.chat_postMessage(channel=OPS, text="x")
    await client.chat_postMessage(channel=OPS, text="y")
    assert [call.outcome for call in slack.faults.calls] == ["held", "ok"]


async def test_a_lost_answer_is_a_call_that_was_performed(client, slack):
    slack.faults.lose_answer("chat.postMessage")
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.chat_postMessage(channel=OPS, text="x")
    assert len(slack.workspace.messages(OPS)) == 1
    await client.chat_postMessage(channel=OPS, text="y")


async def test_a_planned_answer_comes_as_often_as_planned_and_nothing_is_performed(client, slack):
    slack.faults.answer("chat.postMessage", error="fatal_error", times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError, match="fatal_error"):
            await client.chat_postMessage(channel=OPS, text="x")
    assert slack.workspace.messages(OPS) == []
    await client.chat_postMessage(channel=OPS, text="x")


async def test_a_planned_rate_limit_says_when_to_come_back(client, slack):
    slack.faults.answer("chat.update", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_update(channel=OPS, ts="1.000001", text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"
    assert caught.value.response["error"] == "ratelimited"


async def test_a_planned_status_needs_no_error(client, slack):
    slack.faults.answer("auth.test", status=500)
    with pytest.raises(SlackApiError) as caught:
        await client.auth_test()
    assert caught.value.response.status_code == 500


async def test_while_slack_is_down_everything_fails(client, slack, http, bolt):
    await bolt.connect()
    url = slack.installation.new_response_url(OPS, "U0000ALICE")
    slack.faults.down()
    await slack.until(lambda: slack.connections == 0)
    with pytest.raises(SlackApiError) as caught:
        await client.auth_test()
    assert caught.value.response.status_code == 503
    for address in (url, f"{slack.url}/link/"):
        async with http.request("POST" if "response" in address else "GET", address) as answer:
            assert answer.status == 503
    slack.faults.up()
    assert (await client.auth_test())["ok"]


async def test_every_call_is_remembered(client, slack):
    await client.chat_postMessage(channel=OPS, text="x")
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="C0NOWHERE", text="x")
    first, second = slack.faults.called("chat.postMessage")
    assert (first.fields, first.outcome) == ({"channel": OPS, "text": "x"}, "ok")
    assert second.outcome == "channel_not_found"
    assert abs(first.at - time.time()) < 5


async def test_it_stops_at_once_with_open_sockets_and_held_answers(http):
    async with LocalSlack(paced=False) as slack:
        held = slack.faults.hold("auth.test")
        headers = {"Authorization": f"Bearer {slack.bot_token}"}
        waiting = asyncio.create_task(http.post(slack.api_url + "auth.test", headers=headers))
        socket = await http.ws_connect(
            f"{slack.url}/link/", params={"ticket": slack.installation.new_ticket()}
        )
        await socket.receive()
        await held.performed.wait()
        await slack.say("U0000ALICE", slack.workspace.dm("U0000ALICE").id, "nobody acks this")
        began = time.monotonic()
    assert time.monotonic() - began < 0.5
    await asyncio.wait([waiting])


async def test_a_planned_answer_waits_for_a_call_of_its_kind(client, slack):
    slack.faults.answer(
        "chat.postMessage", error="invalid_blocks", where=lambda said: bool(said.get("blocks"))
    )
    await client.chat_postMessage(channel=OPS, text="plain")
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await client.chat_postMessage(channel=OPS, text="x", blocks=[{"type": "divider"}])
    await client.chat_postMessage(channel=OPS, text="x", blocks=[{"type": "divider"}])


async def test_a_channel_that_was_archived_can_be_put_right(client, slack):
    slack.workspace.archive(OPS)
    with pytest.raises(SlackApiError, match="is_archived"):
        await client.chat_postMessage(channel=OPS, text="x")
    slack.workspace.unarchive(OPS)
    await client.chat_postMessage(channel=OPS, text="x")
