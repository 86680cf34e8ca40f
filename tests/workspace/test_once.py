"""Whatever dies in the middle: every alarm is shown, and shown once."""

import json

import pytest

from demo.slack.people import ALERTS, OPS

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def publish(world, *names: str) -> None:
    for name in names:
        await world.console.publish(json.dumps({"AlarmName": name, "NewStateReason": "by hand"}))


def names(world) -> list[str]:
    return sorted(one.text.split()[2].rstrip(":") for one in world.cards())


async def test_killed_between_accept_and_show_it_shows_everything_after_all(world):
    world.slack.faults.answer("chat.postMessage", error="service_unavailable", status=503, times=1000)
    await world.bot.start()
    await publish(world, "a", "b", "c")
    await world.until(lambda: len(world.bot.said("accepted")) == 3)
    await world.bot.kill()
    world.slack.faults.clear()
    await world.bot.start()
    await world.until(lambda: names(world) == ["a", "b", "c"])


async def test_killed_while_slack_holds_the_answer_it_posts_nothing_twice(world):
    held = world.slack.faults.hold("chat.postMessage")
    await world.bot.start()
    await publish(world, "a", "b")
    await world.until(held.performed.is_set)
    await world.bot.kill()
    held.release()
    await world.bot.start()
    await world.until(lambda: names(world) == ["a", "b"])
    await world.until(lambda: all(world.lines(card) for card in world.cards()))
    assert names(world) == ["a", "b"]


async def test_a_post_whose_answer_was_lost_is_not_posted_again(world):
    world.slack.faults.lose_answer("chat.postMessage")
    await world.bot.start()
    await publish(world, "a")
    await world.until(lambda: names(world) == ["a"])
    await world.bot.kill()
    await world.bot.start()
    await world.until(lambda: world.bot.said("post_outcome_found"))
    await world.until(lambda: world.lines(world.cards()[0]))
    assert names(world) == ["a"]


async def test_slack_down_for_a_while_loses_nothing(world):
    await world.bot.start()
    await publish(world, "a")
    await world.until(lambda: names(world) == ["a"])
    world.slack.faults.down()
    await publish(world, "b", "c")
    await world.until(lambda: world.bot.said("slack_unreachable") or world.bot.said("post_outcome_unknown"))
    world.slack.faults.up()
    await world.until(lambda: names(world) == ["a", "b", "c"])


async def test_it_starts_while_slack_is_down(world):
    world.slack.faults.down()
    await world.bot.start()
    await publish(world, "a")
    await world.until(lambda: world.bot.said("accepted"))
    world.slack.faults.up()
    await world.until(lambda: names(world) == ["a"])


async def test_a_rate_limit_is_waited_out(world):
    world.slack.faults.answer("chat.postMessage", error="ratelimited", status=429, retry_after=1)
    await world.bot.start()
    await publish(world, "a")
    await world.until(lambda: names(world) == ["a"])
    assert world.bot.said("slack_rate_limited")[0]["after"] == 1


async def test_a_card_slack_refuses_becomes_plain_text_and_holds_nobody_up(world):
    world.slack.faults.answer("chat.postMessage", error="invalid_blocks")
    await world.bot.start()
    await publish(world, "a", "b")
    await world.until(lambda: names(world) == ["a", "b"])
    assert [bool(one.blocks) for one in sorted(world.cards(), key=lambda one: one.text)].count(False) == 1
    assert world.bot.said("message_refused")


async def test_a_second_bot_on_the_same_store_says_what_to_do(world):
    await world.bot.start()
    await world.until(lambda: world.bot.said("started"))
    first = world.bot.child
    await world.bot.start()
    assert await world.bot.process.wait() == 1
    assert "STATE_URL" in world.bot.logs[-1].read_text()
    world.bot.child = first


async def test_no_secret_stands_in_any_log(world):
    world.bot.env["LOG_LEVEL"] = "DEBUG"
    await world.start()
    await publish(world, "a")
    card = await world.card("a")
    await world.slack.click("U0000ALICE", ALERTS, card.ts, "click_agent")
    await world.until(lambda: world.slack.workspace.ephemerals("U0000ALICE"))
    await world.bot.stop()
    said = "".join(log.read_text() for log in world.bot.logs)
    secrets = [
        world.bot.env[name] for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "AWS_SECRET_ACCESS_KEY")
    ]
    assert [one for one in (*secrets, "ticket=", "/response/") if one in said] == []


async def test_both_channels_are_joined_at_the_start(world):
    await world.bot.start()
    await world.until(lambda: len(world.bot.said("channel_joined")) == 2)
    assert all("U0WATCHBELL" in world.slack.workspace.channels[one].members for one in (ALERTS, OPS))
