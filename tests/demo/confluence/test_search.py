from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from demo.confluence import LocalConfluence
from demo.confluence.search import NoCql, Term, read_cql
from tests.demo.confluence.asking import REST, Asker


@dataclass
class Clock:
    now: datetime = datetime(2026, 11, 20, 9, 14, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def confluence(clock: Clock) -> AsyncIterator[LocalConfluence]:
    async with LocalConfluence(search_lag_s=5.0, clock=clock) as confluence:
        yield confluence


async def found(asker: Asker, cql: str) -> list[str]:
    status, answer = await asker.ask("GET", f"{REST}/search", params={"cql": cql})
    assert status == 200, answer
    return [each["title"] for each in answer["results"]]


async def test_the_index_lags_behind_the_pages(confluence, asker, clock):
    page = await asker.create("New")
    confluence.wiki.label(page, "incident")
    assert await found(asker, 'label="incident"') == []
    clock.now += timedelta(seconds=6)
    assert await found(asker, 'label="incident"') == ["New"]
    confluence.archive(page.id)
    assert await found(asker, 'label="incident"') == ["New"]
    clock.now += timedelta(seconds=6)
    assert await found(asker, 'label="incident"') == []


async def test_what_the_bot_does_not_see_is_not_found(asker, clock):
    clock.now += timedelta(seconds=6)
    assert await found(asker, "type=page") == ["Operations", "Documentation"]


async def test_results_come_in_pages(asker, clock):
    clock.now += timedelta(seconds=6)
    _, first = await asker.ask("GET", f"{REST}/search?limit=1", params={"cql": "type=page"})
    cursor = first["_links"]["next"].partition("cursor=")[2]
    _, second = await asker.ask(
        "GET", f"{REST}/search", params={"cql": "type=page", "limit": "1", "cursor": cursor}
    )
    titles = [each["title"] for answer in (first, second) for each in answer["results"]]
    assert titles == ["Operations", "Documentation"]
    assert "next" not in second["_links"]


def test_a_quote_in_a_value_is_escaped():
    assert read_cql(r'title ~ "a \" or \\" AND space=OPS') == [
        Term("title", "~", 'a " or \\'),
        Term("space", "=", "OPS"),
    ]


@pytest.mark.parametrize(
    "cql", ["", 'label="a" or label="b"', 'label="a"b"', "created > now()", 'label="a" and']
)
def test_what_is_no_cql_is_refused(cql):
    with pytest.raises(NoCql, match="Could not parse cql"):
        read_cql(cql)
