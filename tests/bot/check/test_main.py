"""`python -m bot check` as a person or a script calls it."""

import json
import os
import sys

import pytest

from bot.check import main

NEEDED = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "ALARM_QUEUE_URL", "ALERT_CHANNEL")


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    """An environment with nothing in it, in an empty folder."""
    for name in set(os.environ) & {*NEEDED, "SLACK_TOKEN", "CHATOPS_SECRET_ID", "BOT_TIMEZONE"}:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_each_missing_setting_has_a_line_with_its_remedy(capsys):
    assert main(["--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in found[:-1]] == list(NEEDED)
    assert all(one["ok"] == "failed" and one["remedy"] for one in found[:-1])
    assert "OAuth & Permissions" in found[0]["remedy"]
    assert found[-1]["ok"] == "skipped"


def test_a_wrong_setting_has_a_line_without_its_value(monkeypatch, capsys):
    for name in NEEDED:
        monkeypatch.setenv(name, "xoxb-" + "local")
    monkeypatch.setenv("BOT_TIMEZONE", "Mars/Olympus")
    assert main([]) == 1
    out = capsys.readouterr().out
    assert out.startswith("✗ failed   BOT_TIMEZONE")
    assert "→ Put it right in the environment or in .env." in out
    assert "Mars" not in out


def test_a_secret_that_cannot_be_read_has_a_line(monkeypatch, capsys):
    monkeypatch.setenv("CHATOPS_SECRET_ID", "wn/chatops/secret")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "local")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "local")
    assert main(["--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found[0]["name"] == "CHATOPS_SECRET_ID"
    assert found[0]["remedy"]


def test_wrong_usage_ends_with_2(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--jason"])
    assert ended.value.code == 2
    assert "usage: python -m bot check" in capsys.readouterr().err


def test_nothing_is_coloured_where_nobody_looks(capsys):
    main([])
    assert not sys.stdout.isatty()
    assert "\x1b" not in capsys.readouterr().out
