"""BOT_LANGUAGE=ko: the whole bot speaks Korean, over real sockets."""

import json

import pytest

from demo.slack.people import ALERTS, ALICE, CAROL

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_korean_bot_shows_answers_and_refuses_in_korean(world):
    world.bot.env["BOT_LANGUAGE"] = "ko"
    await world.console.make()
    await world.start()
    await world.console.set_state(
        "web-7-cpu-high", "ALARM", "Threshold Crossed: 1 datapoint [93.4] was over."
    )
    card = await world.card("web-7-cpu-high")
    assert await world.slack.click(ALICE, ALERTS, card.ts, "click_watch")
    drawn = await world.until(lambda: '"Alice"' in (told := _told(world.cards()[0])) and told)
    assert "보고서 작성" in drawn
    assert "수동 종료" in drawn
    await world.until(lambda: any("Alice 님이 지켜보는 중" in line for line in world.lines(card)))
    await world.console.set_state("web-7-cpu-high", "OK", "all good")
    await world.until(lambda: "만에 복구" in world.cards()[0].text)
    assert await world.slack.command(ALICE, ALERTS, "/aws", "help")
    await world.until(lambda: any("사용할 수 있는 명령" in text for text in _alone(world, ALICE)))
    assert await world.slack.command(CAROL, ALERTS, "/aws", "help")
    await world.until(lambda: any("게스트는 읽기만" in text for text in _alone(world, CAROL)))


def _told(message) -> str:
    return json.dumps(message.attachments, ensure_ascii=False)


def _alone(world, user: str) -> list[str]:
    return [one.text for one in world.slack.workspace.ephemerals(user)]
