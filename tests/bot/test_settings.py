"""Settings: environment > .env > the AWS secret > default; and sentences where something is wrong."""

import json

import boto3
import pytest
from moto import mock_aws

from bot.secret import SecretError
from bot.settings import SettingsError, read_settings
from services.flap import USUAL, FlapRule
from tests.builders import minutes

BOT, APP = "xoxb-" + "from-env", "xapp-" + "from-env"
NEEDED = {
    "SLACK_BOT_TOKEN": BOT,
    "SLACK_APP_TOKEN": APP,
    "ALARM_QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/111122223333/alarms",
    "ALERT_CHANNEL": "C0ALERTS",
}
SECRET = {
    "slack_token": "xoxb-" + "from-secret",
    "slack_app_token": "xapp-" + "from-secret",
    "wiki_api_key": "w",
    "wiki_url": "https://wiki.example.com",
    "wiki_user": "bot",
    "bedrock_agent": "a",
    "bedrock_agent_alias": "b",
}


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    """An environment with nothing in it, in an empty folder."""
    for name in [*NEEDED, "SLACK_TOKEN", "CHATOPS_SECRET_ID", "STATE_URL", "BOT_TIMEZONE", "OPS_CHANNEL"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.chdir(tmp_path)


def put(monkeypatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def test_what_is_missing_is_named_with_where_to_find_it():
    with pytest.raises(SettingsError) as told:
        read_settings()
    lines = str(told.value).splitlines()
    assert [line.split()[0] for line in lines] == list(NEEDED)
    assert "OAuth & Permissions" in lines[0]


def test_what_is_wrong_is_named_without_its_value(monkeypatch):
    put(monkeypatch, **NEEDED, BOT_TIMEZONE="Mars/Olympus", STATE_URL="postgres://secret")
    with pytest.raises(SettingsError) as told:
        read_settings()
    assert "BOT_TIMEZONE can't be used: not a time zone" in str(told.value)
    assert "STATE_URL can't be used: write sqlite:///" in str(told.value)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("url", "table"), [("dynamodb://watchbell-Table-1A2B", "watchbell-Table-1A2B"), ("sqlite:///a.db", "")]
)
def test_the_state_is_a_table_or_a_file(monkeypatch, url, table):
    put(monkeypatch, **NEEDED, STATE_URL=url)
    assert read_settings().state_table == table


@pytest.mark.parametrize("url", ["dynamodb://", "dynamodb:///a", "dynamodb://a/b", "dynamodb://no"])
def test_what_can_t_be_a_table_is_told_how_it_is_written(monkeypatch, url):
    put(monkeypatch, **NEEDED, STATE_URL=url)
    with pytest.raises(SettingsError, match="STATE_URL can't be used: write dynamodb://table"):
        read_settings()


def test_an_empty_variable_is_as_good_as_none(monkeypatch):
    put(monkeypatch, **NEEDED, STATE_URL="", OPS_CHANNEL="")
    assert read_settings().state_url == "sqlite:///watchbell.db"


def test_the_environment_wins_over_the_file_and_the_file_over_the_secret(monkeypatch, tmp_path):
    with mock_aws():
        keep_secret(SECRET)
        put(monkeypatch, **{name: NEEDED[name] for name in ("ALARM_QUEUE_URL", "ALERT_CHANNEL")})
        put(monkeypatch, CHATOPS_SECRET_ID="wn/chatops/secret")
        from_secret = read_settings()
        (tmp_path / ".env").write_text("SLACK_APP_TOKEN=from-file\nSTRAY=1\n")
        put(monkeypatch, SLACK_BOT_TOKEN=BOT)
        mixed = read_settings()
    assert from_secret.slack_bot_token.get_secret_value() == SECRET["slack_token"]
    assert from_secret.slack_app_token.get_secret_value() == SECRET["slack_app_token"]
    assert mixed.slack_app_token.get_secret_value() == "from-file"
    assert mixed.slack_bot_token.get_secret_value() == BOT


def test_the_secret_may_be_named_in_the_file(tmp_path):
    with mock_aws():
        keep_secret(SECRET | {"alarm_queue_url": "q", "alert_channel": "C1"})
        (tmp_path / ".env").write_text("CHATOPS_SECRET_ID=wn/chatops/secret\n")
        assert read_settings().alert_channel == "C1"


@pytest.mark.parametrize(
    ("value", "says"), [(None, "can't be read"), ("no json", "no JSON object"), ("[1]", "no JSON object")]
)
def test_a_secret_that_cannot_be_used_gets_a_sentence(monkeypatch, value, says):
    put(monkeypatch, **NEEDED, CHATOPS_SECRET_ID="wn/chatops/secret")
    with mock_aws():
        if value:
            boto3.client("secretsmanager").create_secret(Name="wn/chatops/secret", SecretString=value)
        with pytest.raises(SecretError, match=f"CHATOPS_SECRET_ID=wn/chatops/secret .*{says}"):
            read_settings()


def test_a_token_is_never_shown(monkeypatch):
    put(monkeypatch, **NEEDED)
    assert "from-env" not in repr(read_settings())


def keep_secret(values: dict[str, str]) -> None:
    text = json.dumps(values)
    boto3.client("secretsmanager").create_secret(Name="wn/chatops/secret", SecretString=text)


def test_flapping_is_six_changes_in_a_quarter_of_an_hour_unless_told_otherwise(monkeypatch):
    put(monkeypatch, **NEEDED)
    assert read_settings().flap_rule == USUAL
    put(monkeypatch, FLAP_CHANGES="0", FLAP_MINUTES="5")
    assert read_settings().flap_rule == FlapRule(0, minutes(5))
