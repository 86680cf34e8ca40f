"""What the bot could not accept: told in the ops channel, shown, sent back, thrown away; over the wire."""

import json
from typing import Any

import pytest

from demo.slack.people import ALERTS, ALICE, BOB, BOT, OPS
from tests.workspace.test_commands import ask, said

pytestmark = pytest.mark.asyncio(loop_scope="session")

POISON = json.dumps(
    {"AlarmName": "disk-full", "NewStateValue": "ALARM", "NewStateReason": "no space <!channel>"}
)


async def press(world, user: str, answer, action: str) -> Any:
    """What stands in the place of *answer*, or is told beside it, after a click."""
    before = [(one.ts, one.text) for one in world.slack.workspace.ephemerals(user)]
    assert await world.slack.click(user, ALERTS, answer.ts, action)
    (told, *_) = await world.until(
        lambda: [one for one in world.slack.workspace.ephemerals(user) if (one.ts, one.text) not in before]
    )
    return told


async def test_a_poison_message_is_told_shown_sent_back_and_accepted(world):
    await world.console.bury(POISON)
    await world.start()
    (notice,) = await world.until(lambda: world.cards(OPS))
    assert "1 message in the dead-letter queue" in notice.text
    assert "/aws dlq" in json.dumps(notice.attachments)
    answer = await ask(world, ALICE, "dlq share")
    assert "disk-full" in answer.text
    assert "<!channel>" not in said(answer)
    after = await press(world, ALICE, answer, "dlq_send_1")
    assert "1 message sent back" in after.text
    assert "The dead-letter queue is empty" in after.text
    await world.card("disk-full")
    assert await world.console.queue() == {"waiting": 0, "in_flight": 0, "dead": 0}
    assert "send dead letters back" in (await ask(world, ALICE, "audit 1h send")).text
    assert len(world.cards(OPS)) == 1


async def test_what_is_sent_back_twice_is_shown_once(world):
    await world.start()
    for _ in range(2):
        body = json.dumps(
            {
                "Type": "Notification",
                "MessageId": "0f9b",
                "TopicArn": world.stack.topic_arn,
                "Message": "poison",
            }
        )
        world.aws.clients.sqs.send_message(QueueUrl=world.stack.dlq_url, MessageBody=body)
    answer = await ask(world, ALICE, "dlq")
    assert "2 messages in the dead-letter queue" in answer.text
    assert "2 messages sent back" in (await press(world, ALICE, answer, "dlq_send_page")).text
    await world.until(lambda: world.bot.said("seen"))
    await world.card("poison")


async def test_one_is_thrown_away_and_the_rest_stays(world):
    await world.start()
    for name in ("first", "second"):
        await world.console.bury(name)
    answer = await ask(world, ALICE, "dlq")
    after = await press(world, ALICE, answer, "dlq_drop_1")
    assert "1 message thrown away" in after.text
    assert "1 message in the dead-letter queue" in after.text
    assert (await world.console.queue())["dead"] == 1


async def test_only_admins_look_and_press(world):
    await world.console.bury("hush")
    await world.start()
    assert "admins" in (await ask(world, BOB, "dlq")).text
    answer = await ask(world, ALICE, "dlq")
    shown = world.slack.workspace.post_ephemeral(ALERTS, BOT, BOB, answer.text, blocks=answer.blocks)
    assert "admins" in (await press(world, BOB, shown, "dlq_drop_1")).text, "nor who got hold of a button"
    assert (await world.console.queue())["dead"] == 1


async def test_what_the_queue_gave_up_is_sent_back_under_the_bots_own_role(world):
    sqs, stack = world.aws.clients.sqs, world.stack
    sqs.send_message(QueueUrl=stack.queue_url, MessageBody=POISON)
    for _ in range(8):
        sqs.receive_message(QueueUrl=stack.queue_url, VisibilityTimeout=0, WaitTimeSeconds=0)
    sqs.receive_message(QueueUrl=stack.queue_url, VisibilityTimeout=0, WaitTimeSeconds=0)
    assert (await world.console.queue())["dead"] == 1
    await world.start()
    answer = await ask(world, ALICE, "dlq")
    assert "given up by" not in answer.text
    assert "1 message sent back" in (await press(world, ALICE, answer, "dlq_send_1")).text
    await world.card("disk-full")
