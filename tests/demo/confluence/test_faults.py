import asyncio

import aiohttp
import pytest

from demo.confluence import SPACE, Fault, Kind
from tests.demo.confluence.asking import API, content, words


@pytest.fixture
def new(confluence):
    return content(spaceId=confluence.wiki.space(SPACE).id)


async def test_a_lost_answer_leaves_the_page(confluence, asker, new):
    confluence.faults.once(Kind.LOST, on="pages.create")
    with pytest.raises(aiohttp.ClientError):
        await asker.ask("POST", f"{API}/pages", json=new)
    assert [page.title for page in confluence.pages()] == ["New"]
    assert confluence.calls[-1].outcome == "lost"


async def test_a_500_comes_after_the_page_was_made(confluence, asker, new):
    confluence.faults.once(Kind.BROKEN)
    assert (await asker.ask("POST", f"{API}/pages", json=new))[0] == 500
    assert [page.title for page in confluence.pages()] == ["New"]


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault(Kind.DOWN), 503),
        (Fault(Kind.THROTTLED), 429),
        (Fault(Kind.REFUSED, status=403, text="Space is read only"), 403),
    ],
    ids=lambda value: getattr(value, "kind", value),
)
async def test_what_is_turned_away_is_not_performed(confluence, asker, new, fault, status):
    confluence.faults.once(fault)
    turned_away, answer = await asker.ask("POST", f"{API}/pages", json=new)
    assert turned_away == status
    assert confluence.pages() == []
    if fault.kind is Kind.REFUSED:
        assert words(answer) == "Space is read only"


async def test_a_429_says_when_to_come_back(confluence, http):
    confluence.faults.once(Fault(Kind.THROTTLED, retry_after=7))
    confluence.faults.once(Fault(Kind.THROTTLED, retry_after=None))
    async with http.get(confluence.url + f"{API}/spaces") as first:
        assert first.headers["Retry-After"] == "7"
    async with http.get(confluence.url + f"{API}/spaces") as second:
        assert "Retry-After" not in second.headers


async def test_a_slow_answer_comes_to_what_is_long_done(confluence, asker, new):
    confluence.faults.once(Fault(Kind.SLOW, pause=600.0))
    asked = asyncio.create_task(asker.ask("POST", f"{API}/pages", json=new))
    async with asyncio.timeout(30):
        while not confluence.pages():
            await asyncio.sleep(0.01)
    assert not asked.done()
    asked.cancel()


async def test_a_person_comes_first_and_the_version_is_stale(confluence, asker):
    page = await asker.create("New")
    confluence.faults.once(Kind.CONFLICT)
    assert (await asker.ask("GET", f"{API}/pages/{page.id}"))[0] == 200  # reading conflicts with nothing
    status, answer = await asker.update(page, 2)
    assert (status, words(answer)) == (409, "Version must be incremented on update. Current version is: 2")
    assert page.latest.author.name == "Alice"
    assert (await asker.update(page, 3))[0] == 200


async def test_a_standing_fault_strikes_its_operation_until_it_is_off(confluence, asker, new):
    confluence.faults.always(Kind.DOWN, on="pages.create")
    for _ in range(3):
        assert (await asker.ask("POST", f"{API}/pages", json=new))[0] == 503
    assert (await asker.ask("GET", f"{API}/pages"))[0] == 200
    confluence.faults.off()
    assert (await asker.ask("POST", f"{API}/pages", json=new))[0] == 200


async def test_calls_are_remembered_with_what_they_said_and_how_they_ended(confluence, asker, new):
    await asker.ask("POST", f"{API}/pages", json=new)
    await asker.ask("POST", f"{API}/pages", json=new)
    calls = confluence.faults.called("pages.create")
    assert [call.fields["title"] for call in calls] == ["New", "New"]
    assert calls[0].outcome == "ok"
    assert calls[1].outcome.startswith("400 A page with this title already exists")
    assert confluence.token not in repr(calls)


async def test_of_eight_who_publish_at_once_one_makes_the_page(confluence, asker, new):
    answers = await asyncio.gather(*(asker.ask("POST", f"{API}/pages", json=new) for _ in range(8)))
    assert sorted(status for status, _ in answers) == [200] + [400] * 7
