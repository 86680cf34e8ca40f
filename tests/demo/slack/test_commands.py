import pytest

from demo.slack.manifest import Command
from demo.slack.people import ALERTS, ALICE, APP, BOT, DAN, OPS, PARTNER, SLACKBOT, TEAM
from demo.slack.server import LocalSlack
from tests.demo.slack.blockkit import button, plain, within


def told(slack: LocalSlack, user: str = ALICE) -> list[tuple[str, str]]:
    return [(message.user, message.text) for message in slack.workspace.ephemerals(user)]


@pytest.fixture
def heard(bolt):
    """What the app hears of commands, which it acks at once."""
    bodies = []

    @bolt.app.command("/aws")
    async def hear(ack, body):
        await ack()
        bodies.append(body)

    return bodies


async def test_a_command_reaches_the_app_as_slack_sends_it(bolt, slack, heard):
    await bolt.connect()
    assert await slack.command(ALICE, OPS, "/aws", "alarms checkout")
    (body,) = heard
    assert body.pop("response_url").startswith(slack.url)
    assert body.pop("trigger_id").count(".") == 2
    assert body == {
        "token": "local",
        "team_id": TEAM,
        "team_domain": "local",
        "channel_id": OPS,
        "channel_name": "ops",
        "user_id": ALICE,
        "user_name": "alice",
        "command": "/aws",
        "text": "alarms checkout",
        "api_app_id": APP,
        "is_enterprise_install": "false",
    }
    assert told(slack) == []


async def test_somebody_of_another_company_comes_with_their_own_team(bolt, slack, heard):
    await bolt.connect()
    await slack.command(DAN, ALERTS, "/aws")
    assert (heard[0]["team_id"], heard[0]["team_domain"]) == (PARTNER, "partner")


async def test_a_command_is_answered_in_its_ack(bolt, slack):
    @bolt.app.command("/aws")
    async def aws(ack, command):
        await ack(f"{command['user_name']} asked for {command['text']} in {command['channel_name']}")

    await bolt.connect()
    assert await slack.command(ALICE, OPS, "/aws", "alarms")
    assert told(slack) == [(BOT, "alice asked for alarms in ops")]


async def test_an_ack_can_speak_to_the_channel(bolt, slack):
    @bolt.app.command("/aws")
    async def aws(ack):
        await ack("all quiet", response_type="in_channel")

    await bolt.connect()
    await slack.command(ALICE, OPS, "/aws", "alarms share")
    assert slack.workspace.messages(OPS)[-1].text == "all quiet"
    assert told(slack) == []


async def test_a_command_that_nobody_acks_is_said_to_the_person(slack):
    assert not await slack.command(ALICE, OPS, "/aws")
    assert told(slack) == [(SLACKBOT, "/aws failed because the app did not respond.")]


async def test_a_command_that_nobody_registered_reaches_no_app(bolt, slack, heard):
    await bolt.connect()
    assert not await slack.command(ALICE, OPS, "/<!here>", "now")
    assert told(slack) == [(SLACKBOT, "`/&lt;!here&gt;` is not a valid command.")]
    assert heard == []


async def test_a_command_in_a_thread_is_refused_there(bolt, slack, heard):
    await bolt.connect()
    first = slack.workspace.post(OPS, BOT, "an alarm")
    assert not await slack.command(ALICE, OPS, "/aws", "alarms", first.ts)
    (refusal,) = slack.workspace.ephemerals(ALICE)
    assert (refusal.text, refusal.thread_ts) == ("/aws is not supported in threads.", first.ts)
    assert heard == []


async def test_other_commands_can_be_registered():
    async with LocalSlack(commands=[Command("/ops", "Operations")], ack_within_s=0.1) as slack:
        await slack.command(ALICE, OPS, "/aws")
        await slack.command(ALICE, OPS, "/ops")
        assert [text for _, text in told(slack)] == [
            "`/aws` is not a valid command.",
            "/ops failed because the app did not respond.",
        ]


async def test_an_answer_for_one_person_is_clicked_replaced_and_taken_away(bolt, slack):
    clicks = []

    @bolt.app.command("/aws")
    async def aws(ack, respond):
        await ack()
        await respond("page 1", blocks=within(button(action_id="next")))

    @bolt.app.action("next")
    async def turn(ack, respond, body):
        await ack()
        clicks.append(body)
        await respond("page 2", blocks=within(button(action_id="close")), replace_original=True)

    @bolt.app.action("close")
    async def close(ack, respond):
        await ack()
        await respond(delete_original=True)

    await bolt.connect()
    await slack.command(ALICE, OPS, "/aws", "alarms")
    (answer,) = await slack.until(lambda: slack.workspace.ephemerals(ALICE))
    assert await slack.click(ALICE, OPS, answer.ts, "next")
    await slack.until(lambda: told(slack) == [(BOT, "page 2")])
    assert clicks[0]["container"]["is_ephemeral"] is True
    assert "message" not in clicks[0]
    assert slack.workspace.ephemerals(ALICE)[0].blocks[0]["elements"] == [
        button(action_id="close", text=plain())
    ]
    await slack.click(ALICE, OPS, answer.ts, "close")
    await slack.until(lambda: told(slack) == [])
