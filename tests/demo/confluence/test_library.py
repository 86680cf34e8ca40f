"""The wire as the bot's own library speaks it: `ConfluenceV2` by its generic verbs."""

import asyncio
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import requests
from atlassian.confluence_v2 import ConfluenceV2

from demo.confluence import Fault, Kind, LocalConfluence
from tests.demo.confluence.asking import content

MACRO = '<ac:structured-macro ac:name="toc" />'


async def said(verb: Callable[..., Any], *args: Any, **more: Any) -> Any:
    """Return the JSON of an answer that is 200."""
    answer = await asyncio.to_thread(verb, *args, advanced_mode=True, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
async def space(confluence: LocalConfluence, client: ConfluenceV2) -> str:
    query = {"keys": confluence.environment["WIKI_SPACE"], "limit": 1}
    found = await said(client.get, "api/v2/spaces", params=query)
    return str(found["results"][0]["id"])


@pytest.fixture
async def page(client: ConfluenceV2, space: str) -> dict[str, Any]:
    made: dict[str, Any] = await said(
        client.post, "api/v2/pages", json=content(title="[INC-1] CPU", spaceId=space)
    )
    return made


async def test_a_page_is_found_by_its_title_whatever_its_case(client, space, page):
    query = {"space-id": space, "title": "[inc-1] cpu", "status": ["current", "archived"], "limit": 5}
    found = await said(client.get, "api/v2/pages", params={**query, "body-format": "storage"})
    assert [(each["id"], each["body"]["storage"]["value"]) for each in found["results"]] == [
        (page["id"], "<p>x</p>")
    ]


async def test_an_archived_page_is_found_only_by_its_status_and_still_holds_its_title(
    confluence, client, space, page
):
    confluence.archive(page["id"])
    query = {"space-id": space, "title": page["title"]}
    assert (await said(client.get, "api/v2/pages", params=query))["results"] == []
    found = await said(client.get, "api/v2/pages", params=query | {"status": "archived"})
    assert [each["status"] for each in found["results"]] == ["archived"]
    again = await asyncio.to_thread(
        client.post, "api/v2/pages", json=content(title=page["title"], spaceId=space), advanced_mode=True
    )
    assert again.status_code == 400


async def test_a_page_in_the_bin_holds_no_title(confluence, client, space, page):
    confluence.delete(page["id"])
    made = await said(client.post, "api/v2/pages", json=content(title=page["title"], spaceId=space))
    assert made["id"] != page["id"]


async def test_a_new_version_keeps_its_note(confluence, client, page):
    version = {"number": 2, "message": "Report of INC-1"}
    said_anew = content("<p>y</p>", id=page["id"], title=page["title"], version=version)
    # The library's put takes its JSON under `data`; what is given as `json` would land in the address.
    made = await said(client.put, f"api/v2/pages/{page['id']}", data=said_anew)
    assert (made["version"]["number"], made["version"]["message"]) == (2, "Report of INC-1")
    assert [each.message for each in confluence.wiki.pages[page["id"]].versions] == ["", "Report of INC-1"]
    old = await said(
        client.get, f"api/v2/pages/{page['id']}", params={"body-format": "storage", "version": 1}
    )
    assert old["body"]["storage"]["value"] == "<p>x</p>"


async def test_a_macro_comes_back_with_a_version_and_an_id(client, space):
    made = await said(client.post, "api/v2/pages", json=content(MACRO, spaceId=space))
    value = made["body"]["storage"]["value"]
    assert ' ac:schema-version="1" ac:macro-id="' in value
    same = content(value, id=made["id"], version={"number": 2})
    again = await said(client.put, f"api/v2/pages/{made['id']}", data=same)
    assert again["body"]["storage"]["value"] == value


async def test_a_child_stands_below_its_parent(client, space, page):
    child = await said(
        client.post, "api/v2/pages", json=content(title="Child", spaceId=space, parentId=page["id"])
    )
    below = await said(client.get, f"api/v2/pages/{page['id']}/direct-children")
    assert [each["id"] for each in below["results"]] == [child["id"]]


async def test_a_property_is_found_by_its_key_and_changed_by_its_id(client, page):
    path = f"api/v2/pages/{page['id']}/properties"
    made = await said(client.post, path, json={"key": "chatops-incident", "value": {"id": "INC-1"}})
    found = await said(client.get, path, params={"key": "chatops-incident"})
    assert found["results"] == [made]
    changed = {"key": "chatops-incident", "value": {"id": "INC-2"}, "version": {"number": 2}}
    after = await said(client.put, f"{path}/{made['id']}", data=changed)
    assert (after["value"], after["version"]["number"]) == ({"id": "INC-2"}, 2)


async def test_labels_are_added_once_however_often(confluence, client, page):
    for _ in range(2):
        path = f"rest/api/content/{page['id']}/label"
        added = await said(client.post, path, json=[{"prefix": "global", "name": "Incident"}])
    assert [each["name"] for each in added["results"]] == ["incident"]
    assert list(confluence.wiki.pages[page["id"]].labels) == ["incident"]


async def test_a_file_of_the_same_name_becomes_its_next_version(confluence, client, page):
    for data in (b"one", b"two"):
        made = await said(
            client.put,
            f"rest/api/content/{page['id']}/child/attachment",
            files={
                "file": ("Grün 1.png", BytesIO(data), "image/png"),
                "comment": (None, "grün", "text/plain; charset=utf-8"),
            },
            data={"minorEdit": "true"},
            headers={"X-Atlassian-Token": "nocheck"},
        )
    assert made["results"][0]["version"] == {"number": 2}
    kept = confluence.wiki.pages[page["id"]].attachments["Grün 1.png"]
    assert (kept.data, kept.media_type, kept.comment, kept.version) == (b"two", "image/png", "grün", 2)


async def test_text_without_its_charset_is_read_as_latin_1(confluence, client, page):
    await said(
        client.put,
        f"rest/api/content/{page['id']}/child/attachment",
        files={"file": ("a.png", BytesIO(b"x"), "image/png"), "comment": (None, "grün", "text/plain")},
        headers={"X-Atlassian-Token": "nocheck"},
    )
    assert confluence.wiki.pages[page["id"]].attachments["a.png"].comment == "grÃ¼n"


async def test_the_library_waits_out_a_429_once(confluence, client):
    confluence.faults.once(Fault(Kind.THROTTLED, retry_after=0))
    await said(client.get, "api/v2/spaces")
    assert [call.outcome for call in confluence.calls] == ["429 Rate limit exceeded", "ok"]


async def test_the_library_sees_a_cut_connection(confluence, client):
    confluence.faults.once(Kind.LOST)
    with pytest.raises(requests.ConnectionError):
        await asyncio.to_thread(client.get, "api/v2/spaces", advanced_mode=True)
