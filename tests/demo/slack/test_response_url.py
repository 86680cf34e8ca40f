import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from demo.slack.people import ALICE, BOB, OPS
from tests.demo.slack.blockkit import section


@pytest.fixture
def respond(slack, http, there):
    """The response_url of something that Alice did to the bot's message."""
    url = slack.installation.new_response_url(OPS, ALICE, there.own)
    return AsyncWebhookClient(url, session=http, retry_handlers=[])


async def test_what_is_said_there_is_seen_by_who_acted(respond, slack):
    assert (await respond.send(text="x", blocks=[section()])).status_code == 200
    (message,) = slack.workspace.ephemerals(ALICE)
    assert message.text == "x"
    assert slack.workspace.ephemerals(BOB) == []


async def test_it_can_be_said_to_the_channel(respond, slack):
    await respond.send(text="x", response_type="in_channel")
    assert slack.workspace.messages(OPS)[-1].text == "x"


async def test_it_can_be_said_in_a_thread(respond, slack, there):
    await respond.send_dict({"text": "x", "response_type": "in_channel", "thread_ts": there.theirs})
    assert slack.workspace.messages(OPS, there.theirs)[-1].text == "x"


async def test_the_message_acted_on_can_be_replaced(respond, slack, there):
    await respond.send(text="new", replace_original=True)
    assert slack.workspace.message(OPS, there.own).text == "new"


async def test_the_message_acted_on_can_be_deleted(respond, slack, there):
    await respond.send(delete_original=True)
    assert slack.workspace.message(OPS, there.own) is None


async def test_an_ephemeral_acted_on_can_be_replaced(slack, http, there):
    shown = slack.workspace.post_ephemeral(OPS, "U0WATCHBELL", ALICE, "old")
    url = slack.installation.new_response_url(OPS, ALICE, shown.ts)
    await AsyncWebhookClient(url, session=http).send(text="new", replace_original=True)
    assert [message.text for message in slack.workspace.ephemerals(ALICE)] == ["new"]


async def test_it_works_five_times(respond, slack):
    answers = [await respond.send(text=str(n)) for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body
    assert len(slack.workspace.ephemerals(ALICE)) == 5


async def test_what_is_refused_there_does_not_count(respond, slack):
    answer = await respond.send(text="x" * 40_001)
    assert "msg_too_long" in answer.body
    assert all([(await respond.send(text="x")).status_code == 200 for _ in range(5)])
