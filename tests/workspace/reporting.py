"""Short ways for tests that file reports: the real process between Slack, AWS, Bedrock and Confluence."""

import json
from typing import Any

from demo.bedrock import LocalBedrock
from demo.confluence import LocalConfluence
from demo.session import asking
from demo.slack.people import ALERTS, ALICE, Message
from demo.slack.views import View

ALARM = "checkout-pool-wait"


async def started(world, bedrock: LocalBedrock, confluence: LocalConfluence, **env: str) -> None:
    world.bot.env |= asking(bedrock, "model") | confluence.environment | env
    await world.start()


async def incident(world, shop) -> Message:
    """The card of one about which there is much to find out."""
    await world.console.make()
    await shop.goes_wrong([ALARM])
    await world.console.set_state(ALARM, "ALARM")
    card: Message = await world.card(ALARM)
    return card


async def opened(world, card: Message, user: str = ALICE) -> View:
    """Press *Reporting*, and wait until the form is there."""
    assert await world.slack.click(user, card.channel, card.ts, "click_reporting")
    return await filled(world, user)


async def filled(world, user: str = ALICE) -> View:
    view: View = await world.until(
        lambda: (top := world.slack.workspace.views.top(user)) and "submit" in top.content and top
    )
    return view


async def file(world, view: View, **values: Any) -> None:
    assert await world.slack.submit(view.user, view.id, values)


async def said(world, user: str, text: str) -> View:
    """The modal before *user*, once it says *text*."""
    view: View = await world.until(
        lambda: (top := world.slack.workspace.views.top(user)) and text in dumped(top.content) and top
    )
    return view


async def aside(world, user: str, text: str) -> None:
    """Wait until *user* alone is told *text*."""
    await world.until(lambda: any(text in one.text for one in world.slack.workspace.ephemerals(user)))


def dumped(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False)


def fields(view: View) -> dict[str, str]:
    """What the form begins with, by block."""
    return {
        block["block_id"]: block["element"].get("initial_value", "")
        for block in view.blocks
        if block["type"] == "input"
    }


def thread(world, card: Message) -> list[str]:
    return [dumped([one.text, one.blocks]) for one in world.slack.workspace.messages(ALERTS, card.ts)[1:]]
