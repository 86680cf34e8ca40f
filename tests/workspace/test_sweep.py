"""CloudWatch is the truth, over real sockets: whatever got lost on the way is mended."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.attendance import GAP
from services.storage.sqlite.database import Database
from services.storage.sqlite.logbook import SqliteLogbook

pytestmark = pytest.mark.asyncio(loop_scope="session")

CPU, DISK = "web-7-cpu-high", "web-3-disk-full"


async def last_seen(world, hours: float) -> None:
    """As if the bot had been stopped so long ago."""
    database = Database(Path(world.bot.env["STATE_URL"].removeprefix("sqlite:///")))
    await SqliteLogbook(database).beat(datetime.now(UTC) - timedelta(hours=hours), GAP)
    database.close()


def lose_messages(world) -> None:
    world.aws.clients.sqs.purge_queue(QueueUrl=world.stack.queue_url)


def delete(world, *names: str) -> None:
    world.aws.clients.cloudwatch.delete_alarms(AlarmNames=list(names))


async def swept(world, times: int):
    await world.until(lambda: len(world.bot.said("swept")) >= times)
    return world.bot.said("swept")[times - 1]


def texts(world) -> list[str]:
    return sorted(card.text.split(":")[0] for card in world.cards())


async def test_an_alarm_whose_message_was_lost_is_opened(world):
    await world.console.make()
    await world.console.set_state(CPU, "ALARM", "too hot")
    lose_messages(world)
    await world.bot.start()
    card = await world.card(CPU)
    assert card.text.startswith("🔴 ALARM")
    assert (await swept(world, 1))["opened"] == 1


async def test_what_queue_and_cloudwatch_both_say_is_one_card_with_one_line(world):
    await world.console.make()
    await world.console.set_state(CPU, "ALARM", "too hot")
    await world.bot.start()
    card = await world.card(CPU)
    await swept(world, 1)
    await world.until(lambda: world.bot.said("accepted") + world.bot.said("seen"))
    await world.until(lambda: world.lines(card))
    await world.console.publish("and nothing else")
    await world.card("and nothing else")
    assert len(world.lines(card)) == 1
    assert len(world.cards()) == 2


async def test_what_recovered_while_the_bot_was_down_is_closed_though_nobody_said_so(world):
    await world.console.make()
    await world.bot.start()
    await world.console.set_state(CPU, "ALARM", "too hot")
    await world.card(CPU)
    await world.bot.stop()
    await world.console.set_state(CPU, "OK", "cool again")
    lose_messages(world)
    await world.bot.start()
    await world.until(lambda: texts(world) == [f"🟢 OK {CPU}"])


async def test_a_deleted_alarm_is_closed_and_a_hand_made_one_is_left_alone(world):
    await world.console.make()
    await world.bot.start()
    await swept(world, 1)
    await world.console.set_state(CPU, "ALARM", "too hot")
    await world.console.publish(json.dumps({"AlarmName": "by-hand", "NewStateReason": "me"}))
    await world.until(lambda: len(world.cards()) == 2)
    await world.bot.stop()
    await world.bot.start()  # sees the alarm
    await swept(world, 2)
    await world.bot.stop()
    delete(world, CPU)
    await world.bot.start()
    await swept(world, 3)
    await world.until(lambda: "deleted in CloudWatch" in str([card.text for card in world.cards()]))
    assert next(card.text for card in world.cards() if "by-hand" in card.text).startswith("🔴 ALARM")


async def test_what_came_and_went_in_hours_of_absence_is_one_message(world):
    await world.console.make()
    await last_seen(world, hours=5.5)
    for name in (CPU, DISK, "visitors-unusual"):
        await world.console.set_state(name, "ALARM", "wrong")
        await world.console.set_state(name, "OK", "right")
    await world.console.set_state("orders-queue-age", "ALARM", "still wrong")
    await world.bot.start()
    await world.card("orders-queue-age")
    away = await world.card("While you were away")
    assert "3 alarms went off and recovered" in away.text
    assert CPU in json.dumps(away.attachments)
    assert len(world.cards()) == 2


async def test_killed_while_it_catches_up_it_tells_it_all_the_same(world):
    await world.console.make()
    await last_seen(world, hours=5.5)
    await world.console.set_state(CPU, "ALARM", "wrong")
    await world.console.set_state(CPU, "OK", "right")
    await world.bot.start()
    await world.until(lambda: len(world.bot.said("accepted")) == 2)
    await world.bot.kill()
    assert world.cards() == []
    await world.bot.start()
    await world.card("While you were away")
    assert len(world.cards()) == 1


async def test_a_bot_that_may_not_describe_alarms_goes_on_and_says_why(world):
    role = world.stack.role_arn.rpartition("/")[2]
    deny = {"Effect": "Deny", "Action": "cloudwatch:DescribeAlarms", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [deny]})
    world.aws.clients.iam.put_role_policy(RoleName=role, PolicyName="deny", PolicyDocument=policy)
    await world.bot.start()
    assert "cloudwatch:DescribeAlarms" in (await swept(world, 1))["trouble"]
    await world.console.publish(json.dumps({"AlarmName": "by-hand", "NewStateReason": "me"}))
    await world.card("by-hand")
