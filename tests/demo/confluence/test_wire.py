"""What callers of the wire may get wrong in any way."""

import pytest

from demo.confluence import HIDDEN_SPACE, READ_ONLY_SPACE, SPACE
from tests.demo.confluence.asking import API, REST, basic, content, words


async def test_the_settings_of_the_bot_lead_here(confluence, http):
    settings = confluence.environment
    assert sorted(settings) == ["WIKI_API_KEY", "WIKI_SPACE", "WIKI_URL", "WIKI_USER"]
    authorization = basic(settings["WIKI_USER"], settings["WIKI_API_KEY"])
    url = f"{settings['WIKI_URL']}/api/v2/spaces?keys={settings['WIKI_SPACE']}"
    async with http.get(url, headers={"Authorization": authorization}) as answer:
        assert [space["key"] for space in (await answer.json())["results"]] == [SPACE]


async def test_a_space_that_may_not_be_seen_is_not_listed(asker):
    _, answer = await asker.ask("GET", f"{API}/spaces")
    assert [space["key"] for space in answer["results"]] == [SPACE, READ_ONLY_SPACE]
    assert (await asker.ask("GET", f"{API}/spaces?keys={HIDDEN_SPACE}"))[1]["results"] == []


@pytest.mark.parametrize("verb", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/content", "/content/65602", "/space", "/space/OPS"])
async def test_what_v1_had_is_gone(asker, verb, path):
    status, answer = await asker.ask(verb, REST + path)
    assert (status, words(answer)) == (410, "This deprecated endpoint has been removed")


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("POST", "/pages/65602/labels"),  # the labels of v2 are read only
        ("DELETE", "/pages/65602"),
        ("PATCH", "/pages/65602"),
        ("GET", "/pages/65602/children/deep"),
    ],
)
async def test_what_is_not_spoken_here_is_unknown(asker, verb, path):
    assert (await asker.ask(verb, API + path))[0] == 404


@pytest.mark.parametrize("form", ["v2", "v1"])
async def test_errors_have_the_form_of_their_api(asker, form):
    path = f"{API}/pages/1" if form == "v2" else f"{REST}/search?cql="
    _, answer = await asker.ask("GET", path)
    if form == "v2":
        assert answer == {
            "errors": [{"status": 404, "code": "NOT_FOUND", "title": "Not Found", "detail": None}]
        }
    else:
        assert (answer["statusCode"], answer["message"]) == (400, "Could not parse cql : ")


@pytest.mark.parametrize("given", ["", "Basic", "Basic ü", "Basic !!!", "Bearer x", "Basic eA=="])
async def test_whoever_is_not_known_sees_nothing(asker, given):
    headers = {"Authorization": given.encode("latin-1").decode("latin-1")}
    assert (await asker.ask("GET", f"{API}/spaces", headers=headers))[0] == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"1",
        b"[" * 100_000,
        b'{"body": 1}',
        b'{"body": {"value": {}}}',
        b'{"title": "\\ud800"}',
    ],
)
async def test_a_body_that_is_none_is_refused(asker, body):
    assert (await asker.ask("POST", f"{API}/pages", data=body))[0] == 400


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{}", "application/json"),
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=cut"),
        (
            b'--cut\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--cut--\r\n',
            "multipart/form-data; boundary=cut",
        ),
    ],
)
async def test_a_form_that_is_none_is_refused(confluence, asker, body, kind):
    page = await asker.create("New")
    headers = {"X-Atlassian-Token": "nocheck", "Content-Type": kind}
    path = f"{REST}/content/{page.id}/child/attachment"
    status, answer = await asker.ask("PUT", path, data=body, headers=headers)
    assert (status, words(answer)) == (400, "At least one file with its name is required")
    assert page.attachments == {}


async def test_a_file_may_have_any_name(confluence, asker, http):
    page = await asker.create("New")
    disposition = b'Content-Disposition: form-data; name="file"; filename="\xff<b>.png"'
    body = b"--cut\r\n" + disposition + b"\r\n\r\nx\r\n--cut--\r\n"
    headers = {"X-Atlassian-Token": "nocheck", "Content-Type": "multipart/form-data; boundary=cut"}
    path = f"{REST}/content/{page.id}/child/attachment"
    assert (await asker.ask("PUT", path, data=body, headers=headers))[0] == 200
    async with http.get(confluence.web_url(page)) as shown:
        assert "\N{REPLACEMENT CHARACTER}&lt;b&gt;.png" in await shown.text()


@pytest.mark.parametrize("limit", ["0", "251", "-1", "x", "²", "9" * 5_000, "0" * 5_000 + "1"])
async def test_a_limit_has_its_limits(asker, limit):
    assert (await asker.ask("GET", f"{API}/pages", params={"limit": limit}))[0] == 400


async def test_a_title_goes_with_a_page_that_is_updated(confluence, asker):
    page = await asker.create("Old")
    said = content(id=page.id, version={"number": 2}, title="New")
    assert (await asker.ask("PUT", f"{API}/pages/{page.id}", json=said))[0] == 200
    assert confluence.page("Old") is None
    assert confluence.page("NEW") is page
