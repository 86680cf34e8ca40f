"""`/aws …` as admin, member, guest and stranger; over real sockets, under the least-privilege role."""

import json

import pytest

from demo.alarms import ALARMS
from demo.slack.people import ALERTS, ALICE, BOB, CAROL, DAN

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def ask(world, user: str, text: str):
    """What *user* alone is answered to `/aws text`, as it stands in the end."""
    before = len(world.slack.workspace.ephemerals(user))
    assert await world.slack.command(user, ALERTS, "/aws", text)
    told = await world.until(lambda: world.slack.workspace.ephemerals(user)[before:])
    return told[-1]


def said(message) -> str:
    return json.dumps([message.text, message.blocks], ensure_ascii=False)


async def started(world):
    await world.start()
    return world


async def test_alarms_lists_what_cloudwatch_says_with_card_and_watcher(world):
    await world.console.make()
    await started(world)
    await world.console.set_state("web-7-cpu-high", "ALARM")
    card = await world.card("web-7-cpu-high")
    await world.slack.click(ALICE, ALERTS, card.ts, "click_watch")
    await world.until(lambda: "Alice" in json.dumps(world.cards()[0].attachments))
    answer = await ask(world, BOB, "alarms")
    assert "1 in ALARM" in answer.text
    first = answer.text.splitlines()[1]
    assert "web-7-cpu-high" in first
    assert "Alice" in first
    assert f"p{card.ts.replace('.', '')}" in said(answer)
    assert "console.aws.amazon.com" in said(answer)


async def test_alarms_are_found_by_state_and_part_of_the_name_and_pages_are_turned(world):
    await world.console.make()
    await started(world)
    quiet = await ask(world, BOB, "alarms")
    assert "All quiet: 12 alarms OK" in quiet.text
    assert "checkout-5xx" in (await ask(world, BOB, "alarms CHECKOUT")).text
    nothing = await ask(world, BOB, "alarms nothing-like-it")
    assert "nothing-like-it" in nothing.text
    only = await ask(world, BOB, "alarms alarm")
    assert "None is in this state." in only.text
    assert await world.slack.click(BOB, ALERTS, only.ts, "overview_ok")
    turned = await world.until(
        lambda: [
            one
            for one in world.slack.workspace.ephemerals(BOB)
            if one.ts == only.ts and any(alarm.name in one.text for alarm in ALARMS)
        ]
    )
    assert "None is" not in turned[0].text


async def test_an_account_without_alarms_says_so(world):
    await started(world)
    for one in sorted(await world.console.alarms(), key=lambda one: one.kind):  # composites first
        world.aws.clients.cloudwatch.delete_alarms(AlarmNames=[one.name])
    assert "There is no alarm" in (await ask(world, BOB, "alarms")).text


async def test_share_shows_the_answer_to_the_channel(world):
    await started(world)
    assert await world.slack.command(BOB, ALERTS, "/aws", "status share")
    await world.until(lambda: [one for one in world.cards() if "All is well" in one.text])
    assert world.slack.workspace.ephemerals(BOB) == []


async def test_status_tells_of_queue_dead_letters_slack_and_store(world):
    await started(world)
    answer = await ask(world, BOB, "status")
    for word in (
        "Watchbell 0.",
        "Queue: empty",
        "Dead letters: empty",
        "Slack: connected",
        "0 open incidents",
    ):
        assert word in answer.text


async def test_a_test_alarm_goes_the_whole_way_and_closes_itself(world):
    await started(world)
    assert await world.slack.command(ALICE, ALERTS, "/aws", "test")
    told = await world.until(
        lambda: [one for one in world.slack.workspace.ephemerals(ALICE) if "whole path works" in one.text], 30
    )
    assert len(told[0].text.splitlines()) == 5
    card = await world.card("watchbell-test-")
    await world.until(lambda: "🟢" in world.cards()[0].text)
    assert "asked for by Alice" in json.dumps(card.attachments)


async def test_help_and_a_guess_for_what_was_mistyped(world):
    await started(world)
    assert "/aws alarms" in (await ask(world, BOB, "")).text
    guess = await ask(world, BOB, "alrams")
    assert "Did you mean /aws alarms?" in guess.text
    assert "/aws audit" not in guess.text, "what he may not do is not offered"
    assert "/aws audit" in (await ask(world, ALICE, "help")).text


@pytest.mark.parametrize(("user", "word"), [(CAROL, "guest"), (DAN, "workspace that runs me")])
async def test_guests_and_strangers_are_refused_with_a_sentence_to_them_alone(world, user, word):
    await started(world)
    assert word in (await ask(world, user, "alarms")).text
    await world.console.publish(json.dumps({"AlarmName": "disk-full", "NewStateReason": "x"}))
    card = await world.card("disk-full")
    await world.slack.click(user, ALERTS, card.ts, "click_watch")
    await world.until(lambda: len(world.slack.workspace.ephemerals(user)) == 2)
    assert "👀 " not in json.dumps(world.cards()[0].attachments, ensure_ascii=False).replace(
        "👀 Watching", ""
    )


async def test_what_is_for_admins_is_refused_to_others_and_all_of_it_leaves_a_row(world):
    await started(world)
    assert "admins" in (await ask(world, BOB, "test")).text
    assert "admins" in (await ask(world, BOB, "audit")).text
    await ask(world, CAROL, "status")
    rows = (await ask(world, ALICE, "audit 24h")).text
    assert rows.count("refused") == 3
    assert "Bob" in rows
    assert "Carol" in (await ask(world, ALICE, "audit carol")).text
    assert "Write it like 24h" in (await ask(world, ALICE, "audit 5parsecs")).text


async def test_the_admin_group_decides_where_there_is_one(world):
    world.bot.env["ADMIN_GROUP"] = "S000ADMINS"
    await started(world)
    assert "Nothing was done" in (await ask(world, ALICE, "audit")).text
    assert "admins" in (await ask(world, BOB, "audit")).text
