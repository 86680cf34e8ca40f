import asyncio

import pytest
from aiohttp import web

from demo.slack.people import ALICE, OPS
from demo.slack.server import LocalSlack


async def test_until_returns_what_its_condition_returns_once_it_is_so(slack):
    async def soon() -> None:
        await slack.say(ALICE, OPS, "hello")

    task = asyncio.create_task(soon())
    (message,) = await slack.until(lambda: slack.workspace.messages(OPS))
    await task
    assert message.text == "hello"


async def test_until_notices_what_is_no_change_of_the_workspace(slack):
    happened: list[str] = []
    asyncio.get_running_loop().call_later(0.02, happened.append, "it")
    assert await slack.until(lambda: happened) == ["it"]


async def test_until_fails_with_everything_that_was_said(slack):
    first = await slack.say(ALICE, OPS, "first")
    await slack.say(ALICE, OPS, "second", first.ts)
    with pytest.raises(AssertionError, match=r"(?s)'first'.*'second'"):
        await slack.until(lambda: False, within=0.01)


async def test_until_lets_a_failing_condition_fail(slack):
    with pytest.raises(ZeroDivisionError):
        await slack.until(lambda: 1 / 0)


async def test_others_add_their_routes_to_the_same_server(http):
    async def hello(_: web.Request) -> web.Response:
        return web.Response(text="hello")

    def add(app: web.Application, slack: LocalSlack) -> None:
        app.router.add_get("/", hello)

    async with LocalSlack(app_routes=add) as slack, http.get(slack.url) as answer:
        assert await answer.text() == "hello"


async def test_no_two_starts_share_a_token():
    one, other = LocalSlack(), LocalSlack()
    assert len({one.bot_token, other.bot_token, one.app_token, other.app_token}) == 4
