import pytest

from demo.slack.interactions import NothingToClick
from demo.slack.people import ALICE, CAROL, OPS, SLACKBOT, TEAM
from demo.slack.server import LocalSlack
from tests.demo.slack.blockkit import modal


@pytest.fixture
async def heard(bolt):
    bodies = []

    @bolt.app.shortcut("summarize")
    @bolt.app.shortcut("report")
    async def hear(ack, body):
        await ack()
        bodies.append(body)

    await bolt.connect()
    return bodies


async def test_a_message_shortcut_comes_with_the_message(slack, there, heard):
    assert await slack.shortcut(ALICE, OPS, there.theirs, "summarize")
    (body,) = heard
    assert body.pop("response_url").startswith(slack.url)
    assert body.pop("trigger_id")
    assert body.pop("action_ts")
    assert body.pop("message")["text"] == "theirs"
    assert body == {
        "type": "message_action",
        "token": "local",
        "team": {"id": TEAM, "domain": "local"},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": ALICE, "name": "alice"},
        "channel": {"id": OPS, "name": "ops"},
        "callback_id": "summarize",
        "message_ts": there.theirs,
    }


async def test_a_global_shortcut_comes_from_nowhere(slack, heard):
    assert await slack.global_shortcut(ALICE, "report")
    (body,) = heard
    assert (body["type"], body["callback_id"]) == ("shortcut", "report")
    assert body["user"] == {"id": ALICE, "username": "alice", "team_id": TEAM}
    assert not {"channel", "message", "response_url"} & body.keys()


async def test_a_shortcut_opens_a_modal(slack, there, bolt):
    @bolt.app.shortcut("summarize")
    async def summarize(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal())

    await bolt.connect()
    await slack.shortcut(ALICE, OPS, there.own, "summarize")
    await slack.until(lambda: slack.workspace.views.of(ALICE))


async def test_its_response_url_speaks_and_cannot_change_the_message(slack, there, bolt):
    @bolt.app.shortcut("summarize")
    async def summarize(ack, respond):
        await ack()
        await respond("done")

    await bolt.connect()
    await slack.shortcut(ALICE, OPS, there.own, "summarize")
    await slack.until(lambda: [m.text for m in slack.workspace.ephemerals(ALICE)] == ["done"])


async def test_a_shortcut_that_nobody_acks_is_said_to_the_person(slack, there):
    assert not await slack.shortcut(ALICE, OPS, there.own, "summarize")
    assert [message.user for message in slack.workspace.ephemerals(ALICE)] == [SLACKBOT]


@pytest.mark.parametrize(("user", "callback_id"), [(ALICE, "gone"), (ALICE, "report"), (CAROL, "summarize")])
async def test_there_must_be_such_a_shortcut_and_a_message_that_one_sees(slack, there, user, callback_id):
    with pytest.raises(NothingToClick):
        await slack.shortcut(user, OPS, there.own, callback_id)
    with pytest.raises(NothingToClick):
        await slack.global_shortcut(user, "summarize")


async def test_without_its_scope_an_app_has_no_shortcuts():
    async with LocalSlack(scopes=["chat:write"]) as slack:
        with pytest.raises(NothingToClick):
            await slack.global_shortcut(ALICE, "report")
