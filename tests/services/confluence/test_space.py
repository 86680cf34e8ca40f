"""Filing pages in a Confluence, over real sockets, with the library as it is."""

import asyncio
from dataclasses import replace
from gettext import NullTranslations
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web

from demo.confluence import HIDDEN_SPACE, READ_ONLY_SPACE, SPACE, Fault, Kind, LocalConfluence
from services.confluence.drafts import Drafts
from services.confluence.line import Account
from services.confluence.site import read_site
from services.confluence.space import Confluence
from services.reporting.wiki import Attachment, Draft, PageId, SpaceKey, Trouble, WikiFailed
from tests.services.confluence.building import aws, full_of, report
from tests.services.confluence.conftest import HURRIED, account
from tests.services.confluence.hostile import HOSTILE
from tests.wire import QuickServer

OPS = SpaceKey(SPACE)
DRAFT = Drafts(NullTranslations(), ZoneInfo("UTC"), aws).report(report())
BY_HAND = "<p>What really happened, by Alice.</p>"
UNSURE = [
    Fault(kind, on=on)
    for on in (
        "pages.create",
        "pages.update",
        "pages.list",
        "pages.get",
        "spaces.list",
        "labels.add",
        "attachments.put",
    )
    for kind in (Kind.LOST, Kind.BROKEN, Kind.DOWN, Kind.THROTTLED)
]


async def trouble(filing) -> WikiFailed:
    with pytest.raises(WikiFailed) as failed:
        await filing
    return failed.value


def bodied(draft: Draft, more: str) -> Draft:
    return replace(draft, body=draft.body + f"<p>{more}</p>")


async def test_a_report_becomes_a_page_with_its_picture_and_labels(wiki, site):
    filed = await wiki.file(DRAFT, OPS, None, "first")
    page = site.wiki.pages[filed.page]
    assert (filed.title, filed.version, filed.child_of, filed.left_out) == (DRAFT.title, 1, None, ())
    assert filed.url == site.web_url(page)
    assert set(page.labels) == {"watchbell", "incident-report"}
    assert page.attachments["metric.png"].data == DRAFT.attachments[0].data
    assert page.attachments["metric.png"].media_type == "image/png"
    assert DRAFT.marker in page.body


async def test_filing_again_writes_over_the_page_and_says_why(wiki, site):
    first = await wiki.file(DRAFT, OPS, None, "first")
    again = await wiki.file(bodied(DRAFT, "More."), OPS, first.page, "three more messages")
    page = site.wiki.pages[first.page]
    assert (again.page, again.version, again.url) == (first.page, 2, first.url)
    assert "More." in page.body
    assert page.latest.message == "three more messages"
    assert len(site.pages()) == 1


async def test_a_page_whose_id_was_lost_is_found_by_its_title(wiki, site):
    first = await wiki.file(DRAFT, OPS, None, "")
    again = await wiki.file(bodied(DRAFT, "More."), OPS, None, "")
    assert again.page == first.page
    assert len(site.pages()) == 1


async def test_eight_at_once_file_one_page(wiki, site):
    filed = await asyncio.gather(*(wiki.file(bodied(DRAFT, str(n)), OPS, None, str(n)) for n in range(8)))
    assert len(site.pages()) == 1
    assert {one.page for one in filed} == {site.pages()[0].id}
    assert len(site.pages()[0].versions) == 8


@pytest.mark.parametrize("fault", UNSURE, ids=lambda fault: f"{fault.on}-{fault.kind}")
@pytest.mark.parametrize("times", [1, 2])
async def test_whatever_goes_wrong_on_the_way_there_is_one_page(wiki, site, fault, times):
    first = await wiki.file(DRAFT, OPS, None, "") if fault.on in {"pages.update", "pages.get"} else None
    site.faults.once(fault, times)
    filed = await wiki.file(bodied(DRAFT, "More."), OPS, first and first.page, "")
    assert [page.id for page in site.pages()] == [filed.page]
    assert "More." in site.pages()[0].body
    assert site.pages()[0].attachments
    assert site.pages()[0].labels
    assert filed.left_out == ()
    assert any(call.outcome != "ok" for call in site.faults.called(fault.on))


async def test_after_a_lost_answer_it_looks_before_it_writes_again(wiki, site):
    site.faults.once(Kind.LOST, on="pages.create")
    await wiki.file(DRAFT, OPS, None, "")
    assert [call.operation for call in site.calls if "pages" in call.operation] == [
        "pages.list",
        "pages.create",
        "pages.list",
        "pages.update",
    ]


async def test_an_edit_in_between_is_a_reason_to_look_again(wiki, site):
    first = await wiki.file(DRAFT, OPS, None, "")
    site.faults.once(Kind.CONFLICT)
    filed = await wiki.file(bodied(DRAFT, "More."), OPS, first.page, "")
    assert [page.id for page in site.pages()] == [filed.page]
    assert (filed.page, filed.version) == (first.page, 3)


async def test_an_answer_that_never_comes_is_asked_for_again(site, pool):
    wiki = Confluence(account(site), pool, replace(HURRIED, answer=1.0))
    site.faults.once(Fault(Kind.SLOW, on="pages.create", pause=600))
    filed = await wiki.file(DRAFT, OPS, None, "")
    assert [page.id for page in site.pages()] == [filed.page]


async def test_a_persons_page_of_the_same_title_stays_as_it_is(wiki, site):
    theirs = site.write(DRAFT.title, BY_HAND)
    filed = await wiki.file(DRAFT, OPS, None, "")
    assert (filed.title, filed.child_of) == (f"{DRAFT.title} (2)", None)
    assert [version.body for version in theirs.versions] == [BY_HAND]
    again = await wiki.file(bodied(DRAFT, "More."), OPS, None, "")
    assert again.page == filed.page


async def test_a_page_that_only_quotes_the_marker_is_a_persons(wiki, site):
    theirs = site.write(DRAFT.title, f"<p>{DRAFT.marker}</p>")
    await wiki.file(DRAFT, OPS, None, "")
    assert len(theirs.versions) == 1


async def test_a_page_that_people_rewrote_stays_and_gets_a_child(wiki, site):
    first = await wiki.file(DRAFT, OPS, None, "")
    site.edit(first.page, BY_HAND)
    filed = await wiki.file(bodied(DRAFT, "More."), OPS, first.page, "")
    assert filed.child_of == first.page
    assert site.wiki.pages[filed.page].parent == first.page
    assert site.wiki.pages[first.page].body == BY_HAND
    again = await wiki.file(bodied(DRAFT, "Even more."), OPS, first.page, "")
    assert (again.page, again.child_of) == (filed.page, first.page)
    assert len(site.pages()) == 2


async def test_a_page_under_another_name_is_written_under_that_name(wiki, site):
    first = await wiki.file(DRAFT, OPS, None, "")
    site.edit(first.page, site.wiki.pages[first.page].body, title="The night of the pool")
    filed = await wiki.file(bodied(DRAFT, "More."), OPS, first.page, "")
    assert (filed.page, filed.title) == (first.page, "The night of the pool")
    assert len(site.pages()) == 1


@pytest.mark.parametrize("put_away", [LocalConfluence.archive, LocalConfluence.delete])
async def test_a_page_that_is_gone_is_filed_anew(wiki, site, put_away):
    first = await wiki.file(DRAFT, OPS, None, "")
    put_away(site, first.page)
    filed = await wiki.file(DRAFT, OPS, first.page, "")
    assert filed.page != first.page
    assert filed.child_of is None
    assert site.wiki.pages[filed.page].status == "current"
    again = await wiki.file(DRAFT, OPS, filed.page, "")
    assert again.page == filed.page


async def test_an_id_that_is_none_is_no_address(wiki, site):
    for odd in ("", "999999", "../spaces", "1?x=y", "x"):
        await wiki.file(DRAFT, OPS, PageId(odd), "")
    assert len(site.pages()) == 1


async def test_it_goes_below_the_parent_that_was_set(wiki, site):
    parent = site.write("Incidents", "<p>All of them.</p>")
    filed = await wiki.file(replace(DRAFT, parent=PageId(parent.id)), OPS, None, "")
    assert site.wiki.pages[filed.page].parent == parent.id


async def test_a_parent_that_is_gone_keeps_no_report_back(wiki, site):
    parent = site.write("Incidents", "<p>All of them.</p>")
    site.delete(parent.id)
    filed = await wiki.file(replace(DRAFT, parent=PageId(parent.id)), OPS, None, "")
    assert site.wiki.pages[filed.page].parent == site.wiki.space(SPACE).home


async def test_a_title_that_only_an_unseen_page_has_is_given_up(wiki, site):
    held = Fault(Kind.REFUSED, "pages.create", text="A page with this title already exists: somewhere")
    site.faults.once(held, 2)
    assert (await wiki.file(DRAFT, OPS, None, "")).title == f"{DRAFT.title} (2)"


async def test_titles_are_made_to_fit(wiki, site):
    filed = await wiki.file(replace(DRAFT, title="\x00a\n" + "x" * 400), OPS, None, "")
    assert len(filed.title) == 255
    site.edit(filed.page, BY_HAND)
    other = await wiki.file(replace(DRAFT, title="\x00a\n" + "x" * 400), OPS, None, "")
    assert other.title.endswith("… (2)")


async def test_labels_and_file_names_are_made_to_fit(wiki, site):
    odd = Attachment("../мой файл\r\n.txt", "text/plain; charset=utf-8", "Grüße".encode())
    filed = await wiki.file(
        replace(DRAFT, labels=("Team: A & B", "!!", "급한 일"), attachments=(odd,)), OPS, None, ""
    )
    page = site.wiki.pages[filed.page]
    assert set(page.labels) == {"team-a-b", "급한-일"}
    assert [(one.name, one.data) for one in page.attachments.values()] == [("..-.txt", odd.data)]


@pytest.mark.parametrize("refused", ["labels.add", "attachments.put"])
async def test_what_cannot_be_hung_on_the_page_is_said_and_the_page_is_there(wiki, site, refused):
    site.faults.always(Fault(Kind.REFUSED, refused, status=403))
    filed = await wiki.file(DRAFT, OPS, None, "")
    assert len(site.pages()) == 1
    assert filed.left_out == (("metric.png",) if refused == "attachments.put" else DRAFT.labels)


async def test_a_wrong_key_is_forbidden(site, pool):
    wiki = Confluence(account(site, key="AT" + "wrong"), pool, HURRIED)
    assert (await trouble(wiki.file(DRAFT, OPS, None, ""))).trouble is Trouble.FORBIDDEN
    assert (await trouble(wiki.spaces([OPS]))).trouble is Trouble.FORBIDDEN
    assert site.pages() == []


async def test_a_key_without_the_scope_is_forbidden_and_says_so(pool):
    async with LocalConfluence(scopes=["read:space:confluence", "read:page:confluence"]) as site:
        failed = await trouble(Confluence(account(site), pool, HURRIED).file(DRAFT, OPS, None, ""))
    assert failed.trouble is Trouble.FORBIDDEN
    assert "scope does not match" in failed.detail


async def test_a_space_that_may_only_be_read_is_forbidden(wiki, site):
    failed = await trouble(wiki.file(DRAFT, SpaceKey(READ_ONLY_SPACE), None, ""))
    assert failed.trouble is Trouble.FORBIDDEN
    assert site.pages(READ_ONLY_SPACE) == []


@pytest.mark.parametrize("key", [HIDDEN_SPACE, "NONE", "", "OPS,DOCS", "ops?x=y", "x" * 300])
async def test_a_space_that_is_not_there_is_said(wiki, key):
    assert (await trouble(wiki.file(DRAFT, SpaceKey(key), None, ""))).trouble is Trouble.NO_SPACE


async def test_a_confluence_that_is_down_is_unreachable(site, pool):
    nowhere = Account(read_site("http://127.0.0.1:9"), "a", "b" + "c")
    assert (
        await trouble(Confluence(nowhere, pool, HURRIED).file(DRAFT, OPS, None, ""))
    ).trouble is Trouble.UNREACHABLE
    site.faults.always(Kind.DOWN)
    wiki = Confluence(account(site), pool, HURRIED)
    assert (await trouble(wiki.file(DRAFT, OPS, None, ""))).trouble is Trouble.UNREACHABLE


async def test_one_that_answers_nothing_is_given_up(site, pool):
    site.faults.always(Fault(Kind.SLOW, pause=600))
    wiki = Confluence(account(site), pool, replace(HURRIED, answer=0.5, whole=0.1))
    assert (await trouble(wiki.file(DRAFT, OPS, None, ""))).trouble is Trouble.UNREACHABLE


async def test_one_that_is_busy_for_long_is_not_waited_for(wiki, site):
    site.faults.always(Fault(Kind.THROTTLED, retry_after=1800))
    assert (await trouble(wiki.file(DRAFT, OPS, None, ""))).trouble is Trouble.BUSY
    assert len(site.calls) == 1


async def test_one_that_stays_broken_is_given_up_with_one_page(wiki, site):
    site.faults.always(Kind.BROKEN, on="pages.create")
    site.faults.once(Kind.BROKEN, 50, on="pages.update")
    assert (await trouble(wiki.file(DRAFT, OPS, None, ""))).trouble is Trouble.BROKEN
    assert len(site.pages()) == 1


async def test_what_confluence_refuses_is_told_in_its_words(wiki, site):
    failed = await trouble(wiki.file(replace(DRAFT, body="<p>open"), OPS, None, ""))
    assert failed.trouble is Trouble.REFUSED
    assert "Error parsing xhtml" in failed.detail
    assert site.pages() == []


@pytest.mark.parametrize("status", [200, 302])
async def test_a_login_page_is_no_answer_and_nobody_is_sent_on(pool, status):
    asked: list[str] = []

    async def login(request: web.Request) -> web.Response:
        asked.append(request.path)
        headers = {"Location": "/login"} if status == 302 else {}
        return web.Response(
            text="<html>Log in</html>", content_type="text/html", status=status, headers=headers
        )

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", login)
    async with QuickServer(app) as server:
        elsewhere = Account(read_site(str(server.make_url("/"))), "a", "b" + "c")
        failed = await trouble(Confluence(elsewhere, pool, HURRIED).file(DRAFT, OPS, None, ""))
    assert failed.trouble is Trouble.BROKEN
    assert asked == ["/wiki/api/v2/spaces"]


async def test_spaces_come_in_the_order_in_which_they_were_named(wiki):
    keys = [SpaceKey(key) for key in (READ_ONLY_SPACE, "NONE", HIDDEN_SPACE, SPACE)]
    assert [(space.key, space.name) for space in await wiki.spaces(keys)] == [
        (READ_ONLY_SPACE, "Documentation"),
        (SPACE, "Operations"),
    ]
    assert {space.key for space in await wiki.spaces([])} == {SPACE, READ_ONLY_SPACE}


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_a_report_full_of_hostile_words_is_filed(wiki, site, hostile):
    draft = Drafts(NullTranslations(), ZoneInfo("UTC"), aws).report(full_of(hostile))
    filed = await wiki.file(draft, OPS, None, hostile)
    again = await wiki.file(bodied(draft, "More."), OPS, filed.page, hostile)
    assert (again.page, len(site.pages())) == (filed.page, 1)


def test_a_key_is_never_shown(pool):
    wiki = Confluence(Account(read_site("https://example.atlassian.net"), "u", "hid" + "den"), pool)
    assert "hidden" not in repr(wiki)
