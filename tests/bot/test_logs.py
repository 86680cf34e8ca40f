"""Logs: JSON lines without secrets."""

import json
import logging
from typing import Any

import pytest
import structlog

from bot import logs

SECRETS = [
    "xoxb-" + "1-2-abc",
    "xapp-" + "1-A-b",
    "AKIA" + "A" * 16,
    "Bearer " + "abcdefgh.ijk",
    "wss://wss.example.com/link/?ticket=abc&app_id=1",
    "https://hooks.slack.com/actions/T1/2/3",
]


@pytest.fixture(autouse=True)
def as_it_was():
    before = logging.getLogger().handlers[:]
    yield
    logging.getLogger().handlers[:] = before
    structlog.reset_defaults()


def line(capsys):
    return json.loads(capsys.readouterr().err)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("where", ["text", "event", "nested", "error"])
def test_what_looks_like_a_secret_is_not_written(capsys, secret, where):
    logs.set_up("INFO")
    log = structlog.get_logger("test")
    said: dict[str, dict[str, Any]] = {
        "text": {"text": f"a {secret} b"},
        "nested": {"deep": {"list": [secret]}},
        "event": {},
    }
    if where == "error":
        log.error("failed", exc_info=ValueError(f"refused {secret} there"))
    else:
        log.info(f"with {secret}" if where == "event" else "happened", **said[where])
    written = capsys.readouterr().err
    assert secret not in written
    assert "(redacted)" in written


@pytest.mark.parametrize("name", ["slack_bot_token", "response_url", "password", "trigger_id"])
def test_what_is_called_a_secret_is_not_written(capsys, name):
    logs.set_up("INFO")
    structlog.get_logger("test").info("happened", **{name: "anything"})
    assert line(capsys)[name] == "(redacted)"


def test_everybody_else_s_lines_come_out_the_same_way(capsys):
    logs.set_up("INFO")
    logging.getLogger("apart").warning("heard %s", "xoxb-" + "1-2")
    assert line(capsys) | {"timestamp": ""} == {
        "event": "heard (redacted)",
        "logger": "apart",
        "level": "warning",
        "timestamp": "",
    }


def test_the_libraries_stay_quiet_where_their_debug_lines_hold_secrets():
    logs.set_up("DEBUG")
    assert logging.getLogger("botocore").getEffectiveLevel() == logging.WARNING
    assert logging.getLogger("slack_sdk").getEffectiveLevel() == logging.INFO
