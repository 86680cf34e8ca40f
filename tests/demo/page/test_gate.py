"""Nobody but the demo's own page reaches it."""

import json
from io import BytesIO

import pytest

from demo.slack.people import ALERTS, ALICE
from tests.demo.page.chromium import TOKEN
from tests.demo.page.conftest import Client
from tests.demo.page.seed import QuietSlack

READS = ["/page/state", "/page/alarms", f"/page/events?token={TOKEN}"]
POSTS = {
    "/page/say": {"user": ALICE, "channel": ALERTS, "text": "hello"},
    "/page/command": {"user": ALICE, "channel": ALERTS, "command": "/aws"},
    "/page/click": {"user": ALICE, "channel": ALERTS, "ts": "1.000001", "action_id": "click_watch"},
    "/page/alarm": {"name": "checkout-5xx", "state": "ALARM", "reason": "to see"},
    "/page/publish": {"body": "hello"},
    "/page/bury": {"body": "hello"},
}
ROUTES = [*(("GET", path) for path in READS), *(("POST", path) for path in POSTS)]
every_route = pytest.mark.parametrize(("method", "path"), ROUTES)


async def status(client: Client, method: str, path: str, **headers: str) -> int:
    body = POSTS.get(path)
    async with client.request(method, path, json=body, headers=headers) as response:
        assert not [name for name in response.headers if name.lower().startswith("access-control")]
        if response.status != 200:
            assert set(await response.json()) == {"error"}
        return response.status


@every_route
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "localhost:1", "[::1]:80", "127.0.0.1.evil.example"]
)
async def test_a_strange_host_name_is_refused(client, method, path, host):
    assert await status(client, method, path, Host=host) == 403


@pytest.mark.parametrize("path", ["/", "/assets/main.js"])
async def test_the_token_is_not_handed_to_a_strange_host_name(client, path):
    response = await client.get(path, headers={"Host": f"evil.example:{client.port}"})
    assert response.status == 403
    assert TOKEN not in await response.text()


@every_route
@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}"]
)
async def test_another_pages_origin_is_refused(client, method, path, origin):
    assert await status(client, method, path, Origin=origin.format(port=client.port)) == 403


async def test_localhost_is_an_origin_of_its_own(client):
    names = (f"127.0.0.1:{client.port}", f"localhost:{client.port}")
    crossed = await status(client, "GET", "/page/state", Host=names[0], Origin=f"http://{names[1]}")
    own = [await status(client, "GET", "/page/state", Host=name, Origin=f"http://{name}") for name in names]
    assert (crossed, own) == (403, [200, 200])


@every_route
@pytest.mark.parametrize("token", ["", "another", TOKEN + "x", "ü"])
async def test_a_wrong_token_is_refused(client, method, path, token):
    path = path.replace(TOKEN, token.encode().hex())
    body = POSTS.get(path)
    async with client.request(method, path, json=body, headers={"X-Demo-Token": token}) as response:
        assert response.status == 403


async def test_the_stream_takes_no_token_from_a_header(client):
    assert await status(client, "GET", "/page/events") == 403


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
async def test_a_body_that_is_not_announced_as_json_is_refused(client, path, kind):
    response = await client.post(path, data=json.dumps(POSTS[path]).encode(), headers={"Content-Type": kind})
    assert response.status == 415


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"null", b"[" * 100_000, b"\xff\xfe\x00"])
async def test_a_body_that_is_no_json_object_is_refused(client, path, body):
    response = await client.post(path, data=body, headers={"Content-Type": "application/json"})
    assert response.status == 400
    assert (await response.json())["error"].startswith("Send ")


@pytest.mark.parametrize("path", POSTS)
async def test_more_than_one_mebibyte_is_refused(client, path):
    body = BytesIO(json.dumps({"body": "x" * 1024 * 1024}).encode())
    response = await client.post(path, data=body, headers={"Content-Type": "application/json"})
    assert (response.status, await response.json()) == (413, {"error": "Send less: 1 MiB is the most."})


@pytest.mark.parametrize("path", POSTS)
async def test_a_field_nobody_knows_is_refused(client, path):
    response = await client.post(path, json=POSTS[path] | {"<b>": 1})
    assert (response.status, await response.json()) == (400, {"error": "There is no field named '<b>' here."})


FIELDS = [(path, name) for path, fields in POSTS.items() for name in fields if name != "reason"]


@pytest.mark.parametrize(("path", "name"), FIELDS)
@pytest.mark.parametrize("value", [None, "", "  ", 7, [], {"a": 1}, True, "x" * 300_000, "\ud83d"])
async def test_a_bad_field_gets_one_clear_sentence(client, slack: QuietSlack, path, name, value):
    response = await client.post(path, json=POSTS[path] | {name: value})
    assert response.status == 400
    error = (await response.json())["error"]
    assert error.endswith((".", "here."))
    assert len(error) < 120
    assert not slack.workspace.messages(ALERTS)


async def test_a_preflight_is_not_answered(client):
    response = await client.options("/page/say", headers={"Origin": "http://evil.example"})
    assert response.status == 405
    assert "Access-Control-Allow-Origin" not in response.headers


async def test_the_page_may_load_from_its_own_server_alone(client):
    response = await client.get("/")
    assert response.headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert "unsafe" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "name", ["index.html", "..%2fpage.py", "%2e%2e%2fpage.py", "none.js", "style.css%00.js"]
)
async def test_only_the_pages_own_files_are_handed_out(client, name):
    assert (await client.get(f"/assets/{name}")).status == 404
