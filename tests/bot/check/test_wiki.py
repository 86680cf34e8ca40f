"""Confluence's line, in each state of the settings and of the wiki."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.checks.wiki import check_wiki
from bot.settings import Settings
from demo.confluence import HIDDEN_SPACE, READ_ONLY_SPACE, Kind, LocalConfluence

NEEDED: dict[str, Any] = {
    "slack_bot_token": "b",
    "slack_app_token": "a",
    "alarm_queue_url": "https://sqs.eu-west-1.amazonaws.com/111122223333/alarms",
    "alert_channel": "C1",
}


async def look(wiki: LocalConfluence, **changed: Any):
    given: dict[str, Any] = {name.lower(): value for name, value in wiki.environment.items()} | changed
    with ThreadPoolExecutor(1) as pool:
        return await check_wiki(Settings(**NEEDED, **given), pool, str)


async def test_a_wiki_with_its_spaces(wiki):
    found = await look(wiki, wiki_space=f"OPS, {READ_ONLY_SPACE}")
    assert (found.ok, found.remedy) == ("ok", "")
    assert found.says.startswith("Operations (OPS), Documentation (DOCS)")
    assert {call.verb for call in wiki.calls} == {"GET"}


async def test_no_wiki_at_all(wiki):
    found = await look(wiki, wiki_url="", wiki_user="", wiki_api_key="", wiki_space="")
    assert found.ok == "skipped"


@pytest.mark.parametrize("name", ["wiki_user", "wiki_api_key", "wiki_space"])
async def test_half_of_the_settings(wiki, name):
    found = await look(wiki, **{name: ""})
    assert found.ok == "failed"
    assert name.upper() in found.says
    assert wiki.calls == []


async def test_an_address_that_is_none(wiki):
    found = await look(wiki, wiki_url="wiki.example.com")
    assert found.ok == "failed"
    assert "https://example.atlassian.net/wiki" in found.remedy


async def test_a_wrong_key(wiki):
    found = await look(wiki, wiki_api_key="x" * 24)
    assert found.ok == "failed"
    assert "WIKI_API_KEY" in found.remedy
    assert "x" * 24 not in found.says + found.remedy


async def test_a_space_that_the_user_does_not_see(wiki):
    found = await look(wiki, wiki_space=f"OPS {HIDDEN_SPACE}")
    assert found.ok == "failed"
    assert HIDDEN_SPACE in found.says
    assert "OPS" not in found.says
    assert "WIKI_SPACE" in found.remedy


@pytest.mark.parametrize(("kind", "remedy"), [(Kind.DOWN, "reaches"), (Kind.THROTTLED, "in a minute")])
async def test_a_wiki_that_does_not_answer(wiki, kind, remedy):
    wiki.faults.always(kind)
    found = await look(wiki)
    assert found.ok == "failed"
    assert remedy in found.remedy


async def test_a_wiki_that_is_not_there(wiki):
    found = await look(wiki, wiki_url="http://127.0.0.1:9/wiki")
    assert found.ok == "failed"
    assert "127.0.0.1:9" in found.remedy
