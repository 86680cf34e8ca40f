"""CloudWatch → SNS → SQS → the bot → Slack, and a person takes it: over real sockets."""

import json

import pytest

from demo.slack.people import ALERTS, ALICE, BOB, OPS

pytestmark = pytest.mark.asyncio(loop_scope="session")

HAND_MADE = {"AlarmName": "disk-full", "NewStateReason": "web-1 has 3 % left"}


def shown(message) -> str:
    """All that a card says, as JSON."""
    return json.dumps([message.text, message.blocks, message.attachments], ensure_ascii=False)


async def publish(world, **said) -> None:
    await world.console.publish(json.dumps(HAND_MADE | said))


async def test_an_alarm_of_cloudwatch_itself_is_shown_watched_and_recovers(world):
    await world.console.make()
    await world.start()
    await world.console.set_state(
        "web-7-cpu-high", "ALARM", "Threshold Crossed: 1 datapoint [93.4] was greater."
    )
    card = await world.card("web-7-cpu-high")
    assert card.text.startswith("🔴 ALARM web-7-cpu-high")
    await world.until(lambda: "2 of 3" in shown(world.cards()[0]))
    assert await world.slack.click(ALICE, ALERTS, card.ts, "click_watch")
    assert await world.slack.click(BOB, ALERTS, card.ts, "click_watch")
    assert await world.slack.click(ALICE, ALERTS, card.ts, "click_watch")
    await world.until(lambda: "Alice" in shown(world.cards()[0]) and "Bob" in shown(world.cards()[0]))
    await world.console.set_state("web-7-cpu-high", "OK", "all good")
    recovered = await world.until(lambda: [one for one in world.cards() if "🟢" in one.text])
    assert "Alice" in shown(recovered[0])
    await world.until(lambda: len(" ".join(world.lines(card)).split("is watching")) == 3)
    await world.console.set_state("web-7-cpu-high", "ALARM", "again")
    await world.until(lambda: len(world.cards()) == 2)


async def test_a_composite_alarm_names_its_children_with_their_states(world):
    await world.console.make()
    await world.start()
    await world.console.set_state("checkout-5xx", "ALARM", "too many")
    await world.console.set_state("checkout-degraded", "ALARM", "children")
    await world.until(lambda: [one for one in world.cards() if "1 of 3 children" in shown(one)])


async def test_what_is_no_alarm_is_shown_readably(world):
    await world.start()
    await world.console.publish("the backup of db-main is done")
    await world.console.publish(json.dumps({"detail-type": "Shop closed", "detail": {"shop": "berlin-2"}}))
    await world.card("the backup of db-main is done")
    assert "berlin-2" in shown(await world.card("Shop closed"))


async def test_what_is_published_twice_is_shown_once(world):
    await world.start()
    exact = {"StateChangeTime": "2026-11-20T12:00:00.123+0000", "NewStateValue": "ALARM"}
    await publish(world, **exact)
    await publish(world, **exact)
    await publish(world, AlarmName="another")
    await world.card("another")
    assert len(world.lines(await world.card("disk-full"))) <= 1
    assert len(world.bot.said("seen")) == 1


async def test_without_a_model_or_a_wiki_the_person_alone_is_told_what_is_missing(world):
    await world.start()
    await publish(world)
    card = await world.card("disk-full")
    for action in ("click_agent", "click_reporting"):
        assert await world.slack.click(ALICE, ALERTS, card.ts, action)
    told = await world.until(
        lambda: [found for found in [world.slack.workspace.ephemerals(ALICE)] if len(found) == 2]
    )
    assert ["can't ask a model yet" in told[0][0].text, "Confluence" in told[0][1].text] == [True, True]
    assert world.slack.workspace.ephemerals(BOB) == []


async def test_without_a_model_a_mention_and_a_direct_message_are_told_so(world):
    await world.start()
    await publish(world)
    await world.card("disk-full")
    await world.slack.say(ALICE, ALERTS, "<@U0WATCHBELL> why?")
    told = await world.until(lambda: world.slack.workspace.ephemerals(ALICE))
    assert "can't ask a model yet" in told[0].text
    dm = world.slack.workspace.dm(BOB)
    await world.slack.say(BOB, dm.id, "hello?")
    await world.until(lambda: "can't ask a model yet" in world.slack.workspace.messages(dm.id)[-1].text)


async def test_a_click_on_a_card_nobody_knows_any_more_gets_a_sentence(world):
    await world.start()
    await publish(world)
    card = await world.card("disk-full")
    await world.bot.stop()
    world.bot.env["STATE_URL"] += "-new"
    await world.start()
    await world.until(lambda: world.bot.said("started")[1:])
    await world.until(lambda: world.slack.connections)
    await world.slack.click(ALICE, ALERTS, card.ts, "click_watch")
    told = await world.until(lambda: world.slack.workspace.ephemerals(ALICE))
    assert told[0].text == "I no longer know that alert."


async def test_watching_can_be_stopped_and_an_alarm_closed_by_hand_from_the_menu(world):
    await world.start()
    await publish(world)
    card = await world.card("disk-full")
    incident = card.metadata["event_payload"]["subject"]
    await world.slack.click(ALICE, ALERTS, card.ts, "click_watch")
    await world.until(lambda: "Alice" in shown(world.cards()[0]))
    await world.slack.click(ALICE, ALERTS, card.ts, "card_menu", f"unwatch:{incident}")
    await world.until(lambda: "Alice" not in shown(world.cards()[0]))
    await world.slack.click(BOB, ALERTS, card.ts, "card_menu", f"close:{incident}")
    await world.until(lambda: "Closed by hand" in shown(world.cards()[0]))


async def test_a_socket_that_slack_refreshes_keeps_answering(world):
    await world.start()
    await publish(world)
    card = await world.card("disk-full")
    await world.slack.refresh(0.1)
    await world.until(lambda: len(world.bot.sessions()) == 3)
    assert await world.slack.click(ALICE, ALERTS, card.ts, "click_watch")
    await world.until(lambda: "Alice" in shown(world.cards()[0]))


async def test_a_channel_that_is_archived_is_owed_to_the_ops_channel(world):
    await world.start()
    await publish(world)
    await world.card("disk-full")
    world.slack.workspace.archive(ALERTS)
    await publish(world, AlarmName="later")
    await world.until(lambda: [one for one in world.cards(OPS) if "later" in one.text])
    await world.until(lambda: [one for one in world.cards(OPS) if "can't post" in one.text])


async def test_sigterm_ends_it_at_once_with_exit_status_zero(world):
    await world.start()
    await world.until(lambda: world.bot.said("queue_polled"))
    assert await world.bot.stop() == 0
    assert world.bot.said("stopped")[0]["unfinished"] == 0
