"""The story, before a bot that remembers: it posts a card when an alarm goes off, and names who watches."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from demo.alarms import ALARMS
from demo.slack.page_story import Scene
from demo.slack.page_worlds import CloudRefused
from demo.slack.people import ALERTS, ALICE, BOT, Message
from demo.slack.workspace import Workspace
from demo.steps import COMPOSITE, CPU, ERRORS, STEPS, SetAlarm
from demo.story import Story, reading_time

SIGNS = {"ALARM": "🔴 ALARM", "OK": "🟢 OK"}
LIMIT = 30.0


@dataclass
class Shop:
    """Slack, AWS and the bot in one: what is set off is shown at once, unless the bot is *away*."""

    workspace: Workspace = field(default_factory=Workspace)
    done: list[tuple[str, ...]] = field(default_factory=list)
    cards: dict[str, Message] = field(default_factory=dict)
    away: bool = False
    refusal: str = ""

    async def set_state(self, name: str, state: str, reason: str) -> None:
        if self.refusal:
            raise CloudRefused(self.refusal)
        self.done.append((name, state))
        if self.away:
            return
        text = f"{SIGNS[state]} {name}: something"
        known = self.cards.get(name)
        if known and state == "OK":
            self.cards[name] = self.workspace.update(ALERTS, known.ts, text)
        else:
            self.cards[name] = self.workspace.post(ALERTS, BOT, text)

    async def click(self, user: str, channel: str, ts: str, action_id: str, value: str | None = None) -> None:
        self.done.append((user, action_id))
        card = self.workspace.message(channel, ts)
        assert card
        self.workspace.update(channel, ts, card.text, attachments=({"text": "Alice from 14:02"},))


@dataclass
class Clock:
    """Nothing takes time, but what is waited for is remembered; *stopped*, everything takes for ever."""

    waited: list[float] = field(default_factory=list)
    stopped: bool = False

    async def pause(self, seconds: float) -> None:
        self.waited.append(seconds)
        if self.stopped:
            await asyncio.Event().wait()


@dataclass
class Told:
    story: Story
    scenes: list[Scene] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def see(self, scene: Scene) -> None:
        self.scenes.append(scene)
        self.news.set()

    async def until(self, so: Callable[[Scene], bool]) -> Scene:
        async with asyncio.timeout(LIMIT):
            while not so(self.story.scene):
                self.news.clear()
                await self.news.wait()
        return self.story.scene

    async def at(self, step: int, phase: str = "playing") -> Scene:
        return await self.until(lambda scene: (scene.step, scene.phase) == (step, phase))


Tell = Callable[..., Told]


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
async def tell(shop: Shop) -> AsyncIterator[Tell]:
    told: list[Told] = []

    def begun(pause: Callable[[float], Awaitable[None]], **more: Any) -> Told:
        one = Told(Story(shop, shop, pause=pause, **more))
        one.story.observe(one.see)
        one.story.begin()
        told.append(one)
        return one

    yield begun
    for one in told:
        await one.story.close()


async def test_the_story_does_each_step_and_points_at_its_card(shop: Shop, tell: Tell):
    clock = Clock()
    told = tell(clock.pause)
    await told.at(7)
    assert shop.done == [
        (CPU, "ALARM"),
        (ALICE, "click_watch"),
        (ERRORS, "ALARM"),
        (COMPOSITE, "ALARM"),
        (CPU, "OK"),
        (CPU, "ALARM"),
    ]
    shown = [scene for scene in told.scenes if scene.step]
    assert [(scene.step, scene.of, scene.caption) for scene in shown] == [
        (number, 7, step.caption) for number, step in enumerate(STEPS, 1)
    ]
    first, watched, *_, recovered, again, invitation = [scene.card for scene in shown]
    assert first == watched == recovered != again
    assert invitation is None
    assert sum(clock.waited) < 120


async def test_a_step_waits_for_its_card(shop: Shop, tell: Tell):
    shop.away = True
    told = tell(Clock().pause)
    async with asyncio.timeout(LIMIT):
        while not shop.done:
            await asyncio.sleep(0)
    assert told.story.scene.step == 0
    shop.away = False
    await shop.set_state(CPU, "ALARM", "")
    await told.at(7)


async def test_a_bot_that_never_answers_ends_the_story_with_a_sentence(shop: Shop, tell: Tell):
    shop.away = True
    scene = await tell(Clock().pause, patience=0.01).at(0, "broken")
    assert scene.caption == "What the story waited for did not come, so it ends here."


async def test_an_aws_that_refuses_ends_the_story_with_its_sentence(shop: Shop, tell: Tell):
    shop.refusal = "There is no such alarm."
    scene = await tell(Clock().pause).at(0, "broken")
    assert scene.caption.endswith("There is no such alarm.")


async def test_a_person_turns_to_the_next_step(shop: Shop, tell: Tell):
    told = tell(Clock(stopped=True).pause)
    told.story.turn()
    for step in range(1, 7):
        await told.at(step)
        told.story.turn()
    await told.at(7)
    told.story.turn()
    await told.at(7, "ended")


async def test_the_story_waits_while_a_person_does_something_of_their_own(shop: Shop, tell: Tell):
    told = tell(Clock(stopped=True).pause)
    told.story.turn()
    await told.at(1)
    told.story.make_way()
    told.story.turn()
    await told.at(1, "paused")
    assert shop.done == [(CPU, "ALARM")]
    told.story.go_on()
    await told.at(2)


async def test_a_story_that_was_left_does_nothing_more(shop: Shop, tell: Tell):
    told = tell(Clock(stopped=True).pause)
    told.story.turn()
    await told.at(1)
    told.story.end()
    told.story.turn()
    await told.story.close()
    assert told.story.scene.phase == "ended"
    assert shop.done == [(CPU, "ALARM")]


async def test_a_card_that_changed_meanwhile_is_not_clicked(shop: Shop, tell: Tell):
    told = tell(Clock(stopped=True).pause)
    told.story.turn()
    await told.at(1)
    await shop.set_state(CPU, "OK", "")
    told.story.turn()
    scene = await told.at(1, "broken")
    assert scene.caption.endswith(f"the card of {CPU} has changed meanwhile.")


async def test_a_person_who_was_quicker_sees_no_story(shop: Shop):
    story = Story(shop, shop)
    story.make_way()
    story.begin()
    assert story.scene.phase == "ended"
    await story.close()
    assert shop.done == []


def test_the_story_sets_off_alarms_that_the_demo_has():
    named = {step.act.name for step in STEPS if isinstance(step.act, SetAlarm)}
    assert named <= {alarm.name for alarm in ALARMS}


def test_captions_are_short_and_can_be_read_in_time():
    for step in STEPS:
        assert len(step.caption) <= 110
        assert reading_time(step.caption) >= len(step.caption.split()) / 4
