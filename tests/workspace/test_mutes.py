"""Muting by command and from a card, with the real process over real sockets."""

import json
from collections.abc import Iterator

import pytest

from demo.slack.people import ALERTS, ALICE, BOB, CAROL, DAN, Message

pytestmark = pytest.mark.asyncio(loop_scope="session")

CPU, DISK = "web-7-cpu-high", "web-3-disk-full"


async def ask(world, user: str, text: str) -> str:
    """What *user* alone is answered to `/aws text`."""
    before = len(world.slack.workspace.ephemerals(user))
    assert await world.slack.command(user, ALERTS, "/aws", text)
    told = await world.until(lambda: world.slack.workspace.ephemerals(user)[before:])
    return str(told[-1].text)


def whole(card: Message) -> str:
    """Every word on the card, one after the other, and what its menu offers."""
    return card.text + "".join(words_in([card.blocks, card.attachments]))


def words_in(node) -> Iterator[str]:
    if isinstance(node, list | tuple):
        for one in node:
            yield from words_in(one)
    elif isinstance(node, dict):
        text = node.get("text")
        yield text if isinstance(text, str) else ""
        yield from words_in([value for value in node.values() if isinstance(value, list | tuple | dict)])
        yield f"[{node['value']}]" if "value" in node else ""


async def shows(world, name: str, *words: str):
    """The newest card that names *name* once it says all of *words*."""

    def said():
        cards = [one for one in world.cards() if name in one.text]
        return cards[-1] if cards and all(word in whole(cards[-1]) for word in words) else None

    return await world.until(said)


async def goes_off(world, name: str, *words: str):
    await world.console.set_state(name, "ALARM")
    return await shows(world, name, "🔴", *words)


async def click_mute(world, user: str, card) -> str:
    """Choose *Mute…* in the menu of a card; gives its incident."""
    incident: str = next(
        option["value"].partition(":")[2]
        for block in card.attachments[0]["blocks"]
        for element in block.get("elements", ())
        for option in element.get("options", ())
    )
    await world.slack.click(user, ALERTS, card.ts, "card_menu", f"mute:{incident}")
    return incident


async def form(world, user: str, card):
    """The form that opens behind *Mute…*."""
    incident = await click_mute(world, user, card)
    return await world.until(lambda: world.slack.workspace.views.top(user)), incident


async def test_what_goes_off_under_a_mute_stands_in_its_card_until_the_mute_ends(world):
    await world.console.make()
    await world.start()
    assert "it ends by itself" in await ask(world, ALICE, "mute web-* 1h deploy")
    await shows(world, "web-*", "muted until", "by Alice", "deploy", "Nothing has gone off yet.")
    for name in (CPU, DISK):
        await world.console.set_state(name, "ALARM")
    await shows(world, "web-*", "2 alarms are kept quiet", "2 are not back yet", CPU, DISK)
    await world.console.set_state(CPU, "OK")
    await shows(world, "web-*", "1 is not back yet")
    assert len(world.cards()) == 1
    assert "web-*" in await ask(world, BOB, "mutes")
    assert "🔇" in await ask(world, BOB, "alarms")
    assert "web-*" in await ask(world, ALICE, "unmute web-*")
    await shows(world, DISK, "🔴")
    ended = await shows(world, "web-*", "was muted from", "ended by Alice", "1 was not back by then")
    assert "[mute-" not in whole(ended), "it has no button any more"
    assert [one for one in world.cards() if CPU in one.text] == []
    assert await ask(world, BOB, "mutes") == "Nothing is muted."


async def test_a_mute_survives_a_crash_and_its_button_ends_it(world):
    await world.console.make()
    await world.start()
    await ask(world, ALICE, "mute web-*")
    await world.console.set_state(CPU, "ALARM")
    card = await shows(world, "web-*", "1 alarm is kept quiet")
    await world.bot.kill()
    await world.start()
    await world.console.set_state(DISK, "ALARM")
    await shows(world, "web-*", "2 alarms are kept quiet")
    await world.slack.click(BOB, ALERTS, card.ts, "unmute")
    await world.until(lambda: "ask an admin" in str(world.slack.workspace.ephemerals(BOB)))
    await world.slack.click(ALICE, ALERTS, card.ts, "unmute")
    await shows(world, CPU, "🔴")
    await shows(world, DISK, "🔴")


async def test_from_a_card_its_alarm_is_muted_and_unmuted(world):
    await world.console.make()
    await world.start()
    card = await goes_off(world, CPU)
    view, incident = await form(world, BOB, card)
    assert CPU in json.dumps(view.content)
    assert await world.slack.submit(BOB, view.id, {"length": "4h", "reason": "we know"})
    assert world.slack.workspace.views.top(BOB) is None
    muted = await shows(world, CPU, "is muted until", "we know")
    assert muted.ts != card.ts
    await world.until(lambda: "muted by Bob" in whole(world.cards()[0]))
    assert f"unmute:{incident}" in whole(world.cards()[0])
    await world.slack.click(BOB, ALERTS, card.ts, "card_menu", f"unmute:{incident}")
    await world.until(lambda: "muted by Bob" not in whole(world.cards()[0]))
    await shows(world, CPU, "was muted from")
    audit = await ask(world, ALICE, "audit 24h")
    assert all(f"{verb}:{incident}" in audit for verb in ("mute", "unmute"))
    assert f"mute · {incident}" in audit


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("soon", "“soon”"),
        ("2020-01-01 10:00", "“until”"),
        ("60d", "“60d”"),
        ("every tue 1:00-2:00", "“every”"),
    ],
)
async def test_a_time_that_is_none_is_said_at_its_field_and_can_be_mended(world, until, said):
    await world.console.make()
    await world.start()
    view, _ = await form(world, BOB, await goes_off(world, CPU))
    await world.slack.submit(BOB, view.id, {"until": until, "reason": "kept"})
    wrong = world.slack.workspace.views.top(BOB)
    assert wrong.errors.keys() == {"until"}
    assert said in wrong.errors["until"]
    assert len(world.cards()) == 1
    assert await world.slack.submit(BOB, view.id, {"until": "tomorrow 9:00"})
    assert world.slack.workspace.views.top(BOB) is None
    await shows(world, CPU, "is muted until", "kept")


async def test_what_others_watch_is_not_muted_from_its_card_either(world):
    await world.console.make()
    await world.start()
    card = await goes_off(world, CPU)
    await world.slack.click(ALICE, ALERTS, card.ts, "click_watch")
    card = await shows(world, CPU, "Alice")
    view, _ = await form(world, BOB, card)
    await world.slack.submit(BOB, view.id)
    assert "ask an admin" in str(world.slack.workspace.views.top(BOB).errors)
    assert "refused" in await ask(world, ALICE, "audit Bob")
    assert len(world.cards()) == 1


@pytest.mark.parametrize(("user", "word"), [(CAROL, "guest"), (DAN, "workspace that runs me")])
async def test_guests_and_strangers_get_no_form_and_no_mute(world, user, word):
    await world.console.make()
    await world.start()
    await click_mute(world, user, await goes_off(world, CPU))
    await world.until(lambda: word in str(world.slack.workspace.ephemerals(user)))
    assert word in await ask(world, user, "mute web-7-cpu-high")
    assert world.slack.workspace.views.top(user) is None
    assert len(world.cards()) == 1


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("mute", "I don't understand"),
        ("mute web-7 until 2020-01-01", "30 days at most"),
        ("unmute web-7", "Nothing is muted as “web-7”"),
        ("mute web-* 1h", "ask an admin"),
        ("mute web-7 every tue 1:00-2:00", "ask an admin"),
    ],
)
async def test_what_can_not_be_is_answered_with_a_sentence(world, typed, word):
    await world.start()
    assert word in await ask(world, BOB, typed)
    assert world.cards() == []
