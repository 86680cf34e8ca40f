"""Each line about Slack, failing, with its remedy."""

import time
from pathlib import Path

import pytest
import yaml
from aiohttp import web

from bot.checks.slack import NEEDED_SCOPES
from demo.slack.people import ALERTS, BOT, SECRETS, UserGroup
from demo.slack.server import LocalSlack
from tests.fakes import Clock

MANIFEST = Path(__file__).parents[3] / "manifest.yml"


async def test_all_is_well_where_all_is_well(bench):
    found = await bench.run()
    assert [one for one in bench.found if one.ok != "ok"] == []
    assert found["bot token"].says == "@watchbell in the workspace Local"
    assert not any(one.remedy for one in bench.found)


def test_the_scopes_are_those_of_the_manifest():
    manifest = yaml.safe_load(MANIFEST.read_text())
    assert sorted(NEEDED_SCOPES) == sorted(manifest["oauth_config"]["scopes"]["bot"])


async def test_a_bot_token_that_slack_refuses(bench):
    found = await bench.run(slack_bot_token="xoxb-" + "local")
    assert found["bot token"].ok == "failed"
    assert "invalid_auth" in found["bot token"].says
    assert "OAuth & Permissions" in found["bot token"].remedy
    assert {found[name].ok for name in ("scopes", "ALERT_CHANNEL", "OPS_CHANNEL")} == {"skipped"}
    assert found["socket"].ok == "ok"


async def test_a_slack_that_is_not_reached(bench):
    bench.slack.faults.down()
    found = await bench.run()
    for name in ("bot token", "app token"):
        assert found[name].ok == "failed"
        assert "HTTP 503" in found[name].says
        assert "HTTPS_PROXY" in found[name].remedy
    assert found["queue"].ok == "ok"


async def test_a_slack_that_nobody_listens_for(bench):
    found = await bench.run(slack_api_url="http://127.0.0.1:1/api/")
    assert found["bot token"].ok == found["app token"].ok == "failed"
    assert "HTTPS_PROXY" in found["app token"].remedy


async def test_a_missing_scope_is_named(bench):
    scopes = set(NEEDED_SCOPES) - {"groups:read", "chat:write"}
    async with LocalSlack(paced=False, scopes=scopes) as poor:
        bench.slack = poor
        tokens = {"slack_bot_token": poor.bot_token, "slack_app_token": poor.app_token}
        found = await bench.run(slack_api_url=poor.api_url, **tokens)
    assert found["scopes"].ok == "failed"
    assert found["scopes"].says == "missing: chat:write, groups:read"
    assert "manifest.yml" in found["scopes"].remedy


async def test_an_app_token_that_slack_refuses(bench):
    found = await bench.run(slack_app_token="xapp-" + "local")
    assert found["app token"].ok == "failed"
    assert "connections:write" in found["app token"].remedy
    assert found["socket"].ok == "skipped"


async def test_a_bot_token_in_the_place_of_the_app_token(bench):
    found = await bench.run(slack_app_token=bench.slack.bot_token)
    assert found["app token"].ok == "failed"
    assert "not_allowed_token_type" in found["app token"].says
    assert "xapp-" in found["app token"].remedy


async def test_an_app_without_socket_mode(bench):
    bench.slack.faults.answer("apps.connections.open", error="socket_mode_off")
    found = await bench.run()
    assert found["app token"].ok == "failed"
    assert "Turn Socket Mode on" in found["app token"].remedy


async def test_a_websocket_that_is_one_too_many(bench):
    bench.slack.installation.links = 10
    found = await bench.run()
    assert found["socket"].ok == "failed"
    assert "too_many_websockets" in found["socket"].says
    assert "Stop another bot" in found["socket"].remedy


async def test_a_websocket_that_does_not_open_shows_no_ticket(bench, unopened):
    found = await bench.run(slack_api_url=unopened)
    assert found["socket"].ok == "failed"
    assert "wss://*.slack.com:443" in found["socket"].remedy
    assert "ticket" not in found["socket"].says


async def test_the_connection_is_closed_again(bench):
    await bench.run()
    await bench.slack.until(lambda: bench.slack.connections == 0)


async def test_a_channel_that_is_not_there(bench):
    found = await bench.run(alert_channel="C0NOWHERE")
    assert found["ALERT_CHANNEL"].ok == "failed"
    assert "channel_not_found" in found["ALERT_CHANNEL"].says
    assert "id (C…)" in found["ALERT_CHANNEL"].remedy
    assert found["OPS_CHANNEL"].ok == "ok"


async def test_a_private_channel_without_the_bot(bench):
    found = await bench.run(ops_channel=SECRETS)
    assert found["OPS_CHANNEL"].ok == "failed"
    assert "/invite @watchbell" in found["OPS_CHANNEL"].remedy


async def test_a_private_channel_with_the_bot(bench):
    bench.slack.workspace.join(SECRETS, BOT)
    found = await bench.run(ops_channel=SECRETS)
    assert found["OPS_CHANNEL"].says == "#secrets, and the bot is in it"


async def test_an_archived_channel(bench):
    bench.slack.workspace.archive(ALERTS)
    found = await bench.run()
    assert found["ALERT_CHANNEL"].ok == "failed"
    assert found["ALERT_CHANNEL"].says == "#alerts is archived"
    assert "set ALERT_CHANNEL anew" in found["ALERT_CHANNEL"].remedy


async def test_a_channel_that_the_bot_may_not_join(bench):
    async with LocalSlack(paced=False, scopes=set(NEEDED_SCOPES) - {"channels:join"}) as poor:
        tokens = {"slack_bot_token": poor.bot_token, "slack_app_token": poor.app_token}
        found = await bench.run(slack_api_url=poor.api_url, **tokens)
    assert found["ALERT_CHANNEL"].ok == "failed"
    assert "/invite @watchbell" in found["ALERT_CHANNEL"].remedy


async def test_an_ops_channel_that_is_not_set_is_skipped(bench):
    found = await bench.run(ops_channel="")
    assert found["OPS_CHANNEL"].ok == "skipped"


async def test_a_group_of_admins_that_is_not_there(bench):
    found = await bench.run(admin_group="S0NOBODY")
    assert found["ADMIN_GROUP"].ok == "failed"
    assert "id (S…)" in found["ADMIN_GROUP"].remedy


async def test_a_group_of_admins_with_nobody_in_it(bench):
    bench.slack.workspace.groups["S0EMPTY"] = UserGroup("S0EMPTY", "empty", "Empty", ())
    found = await bench.run(admin_group="S0EMPTY")
    assert found["ADMIN_GROUP"].ok == "warning"
    assert "Add people" in found["ADMIN_GROUP"].remedy


@pytest.mark.parametrize(("seconds", "state"), [(0, "ok"), (90, "warning"), (-400, "failed")])
async def test_a_clock_that_is_wrong(bench, seconds, state):
    bench.clock = Clock(time.time() + seconds)
    found = await bench.run()
    for name in ("clock of Slack", "clock of AWS"):
        assert found[name].ok == state
        assert ("timedatectl" in found[name].remedy) is (state != "ok")


@pytest.fixture
async def unopened(bench):
    """An address where the app's connections lead to a page instead of a websocket."""

    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "url": f"http://{request.host}/link/?ticket=secret"})

    app = web.Application()
    app.router.add_route("*", "/api/{method}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    await runner.cleanup()
