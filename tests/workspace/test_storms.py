"""A storm over real sockets, from a Slack that takes a message a second: a card, pages, some cards."""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
import yaml

from demo.aws.storm import letter, name
from demo.session import asking
from demo.slack.people import ALERTS, ALICE, BOB
from demo.slack.server import LocalSlack
from services.asking.storm_brief import NAMED
from services.storming.storm import GRAVEST
from tests.workspace.conftest import ROOT
from tests.workspace.reporting import dumped, file, filled, said
from tests.workspace.test_ask import answer
from tests.workspace.test_reports import confluence

__all__ = ["confluence"]

pytestmark = pytest.mark.asyncio(loop_scope="session")

MANY = 60
ALL = Counter(name(number) for number in range(MANY))
HEAD = re.compile(r"[🔴⚪🟢✅👀] (.*) \([0-9]+\)")
OWN = "With a card of their own"
PACED = 180.0  # seconds; a limit: a post a second, on two busy cores


def manifest(without: str = "") -> dict[str, Any]:
    said = yaml.safe_load((ROOT / "manifest.yml").read_text())
    scopes = [scope for scope in said["oauth_config"]["scopes"]["bot"] if scope != without]
    return {"scopes": scopes, "bot_events": said["settings"]["event_subscriptions"]["bot_events"]}


@pytest.fixture
def without():
    """The scope that the app lacks."""
    return ""


@pytest_asyncio.fixture(loop_scope="session")
async def slack(without) -> AsyncIterator[LocalSlack]:
    async with LocalSlack(paced=True, **manifest(without)) as slack:
        yield slack


def storms(world):
    return [one for one in world.cards() if "storm_pick" in json.dumps(one.attachments)]


def pages(world):
    (storm,) = storms(world)
    replies = world.slack.workspace.messages(ALERTS, storm.ts)[1:]
    return [one.blocks[0]["text"] for one in replies if one.blocks and one.blocks[0]["type"] == "markdown"]


def rows(world) -> list[tuple[str, str]]:
    """What stands on the pages: each name, and under which head."""
    found, head, inside = [], "", False
    for line in "\n".join(pages(world)).split("\n"):
        if line == "```":
            inside = not inside
        elif inside:
            found.append((line, head))
        elif said := HEAD.fullmatch(line):
            head = said[1]
    return found


def own(world) -> list[str]:
    """The alarms that have cards of their own."""
    single = [one for one in world.cards() if one not in storms(world)]
    return [one.blocks[0]["elements"][0]["elements"][2]["text"] for one in single]


def shown(world) -> Counter[str]:
    """How often each alarm is told of: by its card, or by its row where it has none."""
    return Counter([*own(world), *(row for row, head in rows(world) if head != OWN)])


def states(world) -> dict[str, str]:
    return dict(rows(world))


async def many(world) -> None:
    await world.start()
    await world.console.storm(MANY)
    await world.until(lambda: storms(world) and shown(world) == ALL)


async def recovered(world, *numbers: int) -> None:
    for number in numbers:
        await world.console.publish(json.dumps(letter(number, "OK", world.stack.topic_arn)))


async def picked(world, user: str, part: str) -> str:
    """Search for *part* in the menu and take the first that is found; gives its name."""
    (storm,) = storms(world)
    (found, *_) = await world.slack.suggest(user, ALERTS, storm.ts, "storm_pick", part)
    assert await world.slack.click(user, ALERTS, storm.ts, "storm_pick", found["value"])
    return str(found["text"]["text"].partition(" ")[2])


async def told(world, user: str) -> list[str]:
    """What *user* alone is told, once it is something."""
    found = await world.until(lambda: world.slack.workspace.ephemerals(user))
    return [one.text for one in found]


async def test_more_than_the_channel_takes_is_a_card_and_a_page_and_cards_for_the_gravest(world):
    await many(world)
    before = set(own(world))
    await world.until(lambda: len(set(own(world)) - before) == GRAVEST, PACED)
    await world.until(lambda: [head for _, head in rows(world)].count(OWN) == GRAVEST, PACED)
    assert shown(world) == ALL
    (storm,) = storms(world)
    files = [one.files for one in world.slack.workspace.messages(ALERTS, storm.ts)[1:] if one.files]
    assert len(files) == 1
    content = world.slack.workspace.files.get(files[0][0]["id"]).content.decode()
    assert set(re.findall(r"^([^,\r\n]+),ALARM,", content, re.MULTILINE)) == set(ALL) - before

    left = [row for row, head in rows(world) if head == "ALARM"]
    numbers = [number for number in range(MANY) if name(number) in {*left[:3]}]
    await recovered(world, *numbers)
    await world.until(lambda: [states(world)[row] for row in left[:3]] == ["OK"] * 3)
    assert [states(world)[row] for row in left[3:]] == ["ALARM"] * len(left[3:])
    assert shown(world) == ALL
    await world.until(lambda: "3 recovered" in json.dumps(storms(world)[0].attachments), PACED)

    assert await world.slack.click(ALICE, ALERTS, storm.ts, "storm_watch")
    await world.until(lambda: "Alice" in json.dumps(storms(world)[0].attachments))
    assert await picked(world, BOB, left[-1]) == left[-1]
    assert "comes at the end" in (await told(world, BOB))[-1]
    await world.until(lambda: left[-1] in own(world))
    await world.until(lambda: states(world)[left[-1]] == OWN)
    assert shown(world) == ALL
    assert await picked(world, BOB, left[-1]) == left[-1]
    await world.until(lambda: "/archives/" in world.slack.workspace.ephemerals(BOB)[-1].text)
    assert all(count == 1 for count in Counter(own(world)).values())
    assert len(storms(world)) == 1


@pytest.mark.parametrize("without", ["files:write"])
async def test_without_the_scope_for_files_everything_else_is_there(world):
    await many(world)
    await world.until(lambda: world.bot.said("list_not_filed"))
    assert world.bot.said("list_not_filed")[0]["error"] == "missing_scope"
    before = len(own(world))
    await world.until(lambda: len(own(world)) > before + 1)


async def test_a_storm_is_asked_about_and_reported_as_a_whole(world, bedrock, confluence):
    world.bot.env |= asking(bedrock, "model") | confluence.environment
    await many(world)
    (storm,) = storms(world)
    assert await world.slack.click(ALICE, ALERTS, storm.ts, "storm_agent")
    await answer(world, storm.ts)
    told = json.dumps([call.fields for call in bedrock.faults.calls])
    assert f"alarms of the storm, {min(NAMED, len(rows(world)))} of {len(rows(world))}" in told
    assert "in ALARM now" in told
    assert await world.slack.click(ALICE, ALERTS, storm.ts, "storm_reporting")
    await file(world, await filled(world))
    await said(world, ALICE, "The report is filed")
    (page,) = confluence.pages()
    assert page.title.startswith("Storm of")
    assert all(f"<code>{row}</code>" in page.body for row, _ in rows(world))
    await world.until(lambda: confluence.web_url(page) in json.dumps(storms(world)[0].attachments))
    assert await world.slack.click(BOB, ALERTS, storm.ts, "storm_reporting")
    again = await filled(world, BOB)
    assert "This updates" in dumped(again.content)
    await file(world, again)
    await said(world, BOB, "The report is filed")
    assert [one.latest.number for one in confluence.pages()] == [2]


async def test_a_search_finds_by_any_part_of_a_name_and_says_the_state(world):
    await many(world)
    (storm,) = storms(world)
    everything = await world.slack.suggest(ALICE, ALERTS, storm.ts, "storm_pick", "")
    assert len(everything) == len(rows(world))
    number = next(number for number in range(MANY) if dict(rows(world)).get(name(number)))
    await recovered(world, number)
    await world.until(lambda: states(world)[name(number)] == "OK")
    (found,) = await world.slack.suggest(ALICE, ALERTS, storm.ts, "storm_pick", name(number).upper())
    assert found["text"]["text"] == f"🟢 {name(number)}"
    assert await world.slack.suggest(ALICE, ALERTS, storm.ts, "storm_pick", "no such name") == []
